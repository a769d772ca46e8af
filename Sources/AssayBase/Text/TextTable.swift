/// Rows of cells as aligned lines.
package enum TextTable {
  /// The lines, all columns to the left.
  package static func leftAligned(_ rows: [[String]]) -> [String] { lines(rows, leftColumns: .max) }

  /// The lines, the first columns to the left and the others, which are figures, to the right.
  package static func lines(_ rows: [[String]], leftColumns: Int = 1) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < leftColumns ? cell + padding : padding + cell
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }
}

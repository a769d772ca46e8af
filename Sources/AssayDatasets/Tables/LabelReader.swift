import AssayBase

/// Turns the fields of rows into classes.
struct LabelReader {
  private let rule: ImageTable.Label
  private let column: Int
  private let source: String

  init(_ rule: ImageTable.Label, table: CSVTable) throws {
    self.rule = rule
    source = table.source
    switch rule {
    case .column(let name, _), .contains(_, let name, _, _): column = try table.column(name)
    }
  }

  /// The names of the classes, found in `rows` where the rule does not say them.
  func classNames(of rows: [CSVTable.Row]) throws -> [String] {
    switch rule {
    case .contains(_, _, let positive, let negative): return [negative, positive]
    case .column(_, let classes?):
      guard !classes.isEmpty else { throw AssayError(.empty, "a table needs classes", at: source) }
      return classes
    case .column(_, nil):
      let values = Set(rows.map { $0.fields[column] }).filter { !$0.isEmpty }
      let numbers = values.compactMap { Int($0) }
      if numbers.count == values.count {
        // "1" and "01" are two texts of one number: the text decides then.
        return values.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
      }
      return values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// The class of a row, or nil where it has none.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` for a value that is no class.
  func label(of row: CSVTable.Row, classNames: [String]) throws -> Int? {
    let value = row.fields[column]
    if value.isEmpty { return nil }
    if case .contains(let text, _, _, _) = rule { return value.contains(text) ? 1 : 0 }
    if let label = classNames.firstIndex(of: value) { return label }
    if let label = Int(value), classNames.indices.contains(label) { return label }
    throw AssayError(
      .invalidArgument, "a label is no class", expected: classNames.joined(separator: ", "), found: "“\(value)”",
      at: "\(source), line \(row.line)")
  }
}

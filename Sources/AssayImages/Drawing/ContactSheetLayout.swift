/// Where the rows of a contact sheet go, in pixels from the corner below the title.
///
/// Rows lie below one another in as many bands side by side as keep the sheet from being much higher than wide.
struct ContactSheetLayout {
  /// A row with its place and its texts broken into lines.
  struct Place {
    let row: Int
    let x: Int
    let y: Int
    let name: [String]
    let detail: [String]
    let pictures: [ByteImage]
  }

  /// The name of a column, broken into lines, with its place above the pictures of a band.
  struct Heading {
    let x: Int
    let y: Int
    let name: [String]
  }

  static let (margin, gap, rowGap, bandGap) = (24, 10, 14, 40)
  static let line = PixelFont.lineHeight * 2
  /// The letters of a class's name on a line, and its lines, at most.
  private static let (nameLetters, nameLines) = (18, 4)
  /// The letters of a column's name on a line, at least, and its lines, at most.
  private static let (columnLetters, columnLines) = (15, 6)
  /// The least width, so that a title does not break after every other word.
  private static let leastWidth = 420

  let places: [Place]
  let headings: [Heading]
  /// The width of a row's name with the gap behind it.
  let nameWidth: Int
  /// The width of the widest picture.
  let cellWidth: Int
  let width: Int
  let height: Int

  init(_ rows: [ContactSheet.Row], columns: [String], captionScale: Int, pictures: [[ByteImage]]) {
    let all = pictures.flatMap { $0 }
    let leastCell = columns.isEmpty ? 0 : Self.width(ofLetters: Self.columnLetters)
    let cellWidth = max(all.map(\.width).max() ?? 0, leastCell)
    let cellHeight = all.map(\.height).max() ?? 0
    let texts = rows.flatMap { [Substring($0.name)] + $0.detail.split(separator: "\n") }
    let letters = max(1, min(Self.nameLetters, texts.map(\.count).max() ?? 0))
    let nameWidth = Self.width(ofLetters: letters) + 2 * Self.gap
    let count = max(1, pictures.map(\.count).max() ?? 0)
    let bandWidth = nameWidth + count * (cellWidth + Self.gap) - Self.gap
    let names = rows.map { TextWrapping.lines(of: $0.name, columns: letters, limit: Self.nameLines) }
    let details = rows.map { TextWrapping.lines(of: $0.detail, columns: letters, limit: Self.nameLines) }
    let lines = zip(names, details).map { $0.count + $1.count }.max() ?? 1
    let rowHeight = max(cellHeight + PixelFont.lineHeight * captionScale + 2, lines * Self.line) + Self.rowGap
    let titles = columns.prefix(count).map {
      TextWrapping.lines(of: $0, columns: PixelFont.capacity(of: cellWidth, scale: 2), limit: Self.columnLines)
    }
    let top = (titles.map(\.count).max() ?? 0) * Self.line
    let bands = Self.bands(rows.count, rowHeight: rowHeight, top: top, bandWidth: bandWidth)
    let rowsInBand = max(1, Self.rowsInBand(rows.count, bands))
    places = rows.indices.map { row in
      let (band, rank) = row.quotientAndRemainder(dividingBy: rowsInBand)
      return Place(
        row: row, x: band * (bandWidth + Self.bandGap), y: top + rank * rowHeight, name: names[row],
        detail: details[row], pictures: pictures[row])
    }
    let used = (rows.count + rowsInBand - 1) / rowsInBand
    headings = (0..<used).flatMap { band in
      titles.enumerated().map { column, name in
        // Names of unequal length stand on the pictures.
        Heading(
          x: band * (bandWidth + Self.bandGap) + nameWidth + column * (cellWidth + Self.gap),
          y: top - name.count * Self.line, name: name)
      }
    }
    (self.nameWidth, self.cellWidth) = (nameWidth, cellWidth)
    width = max(used * (bandWidth + Self.bandGap) - Self.bandGap, Self.leastWidth)
    height = top + min(rowsInBand, rows.count) * rowHeight
  }

  private static func width(ofLetters count: Int) -> Int {
    PixelFont.width(of: String(repeating: "m", count: count), scale: 2)
  }

  /// As many bands as keep the sheet from being much higher than wide.
  private static func bands(_ rows: Int, rowHeight: Int, top: Int, bandWidth: Int) -> Int {
    var bands = 1
    while bands < rows, 2 * (top + rowHeight * rowsInBand(rows, bands)) > 3 * (bands * (bandWidth + bandGap)) {
      bands += 1
    }
    return bands
  }

  private static func rowsInBand(_ rows: Int, _ bands: Int) -> Int { (rows + bands - 1) / bands }
}

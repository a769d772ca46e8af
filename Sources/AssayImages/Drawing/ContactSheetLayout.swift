/// Where the rows of a contact sheet go, in pixels from the corner below the title.
///
/// Rows lie below one another in as many bands side by side as keep the sheet from being much higher than wide.
struct ContactSheetLayout {
  /// A row with its place and its name broken into lines.
  struct Place {
    let row: Int
    let x: Int
    let y: Int
    let name: [String]
    let pictures: [ByteImage]
  }

  static let (margin, gap, rowGap, bandGap) = (24, 10, 14, 40)
  static let line = PixelFont.lineHeight * 2
  private static let captionLine = PixelFont.lineHeight + 2
  /// The letters of a class's name on a line, and its lines, at most.
  private static let (nameLetters, nameLines) = (18, 4)
  /// The least width, so that a title does not break after every other word.
  private static let leastWidth = 420

  let places: [Place]
  /// The width of a row's name with the gap behind it.
  let nameWidth: Int
  /// The width of the widest picture.
  let cellWidth: Int
  let width: Int
  let height: Int

  init(_ rows: [ContactSheet.Row], pictures: [[ByteImage]]) {
    let all = pictures.flatMap { $0 }
    let (cellWidth, cellHeight) = (all.map(\.width).max() ?? 0, all.map(\.height).max() ?? 0)
    let letters = min(Self.nameLetters, rows.map { max($0.name.count, $0.detail.count) }.max() ?? 0)
    let nameWidth = PixelFont.width(of: String(repeating: "m", count: letters), scale: 2) + 2 * Self.gap
    let columns = max(1, pictures.map(\.count).max() ?? 0)
    let bandWidth = nameWidth + columns * (cellWidth + Self.gap) - Self.gap
    let names = rows.map { TextWrapping.lines(of: $0.name, columns: max(1, letters), limit: Self.nameLines) }
    let lines = (names.map(\.count).max() ?? 1) + 1
    let rowHeight = max(cellHeight + Self.captionLine, lines * Self.line) + Self.rowGap
    var bands = 1
    while bands < rows.count,
      2 * rowHeight * Self.rowsInBand(rows.count, bands) > 3 * (bands * (bandWidth + Self.bandGap))
    {
      bands += 1
    }
    let rowsInBand = max(1, Self.rowsInBand(rows.count, bands))
    places = rows.indices.map { row in
      let (band, rank) = row.quotientAndRemainder(dividingBy: rowsInBand)
      return Place(
        row: row, x: band * (bandWidth + Self.bandGap), y: rank * rowHeight, name: names[row], pictures: pictures[row])
    }
    let used = (rows.count + rowsInBand - 1) / rowsInBand
    (self.nameWidth, self.cellWidth) = (nameWidth, cellWidth)
    width = max(used * (bandWidth + Self.bandGap) - Self.bandGap, Self.leastWidth)
    height = min(rowsInBand, rows.count) * rowHeight
  }

  private static func rowsInBand(_ rows: Int, _ bands: Int) -> Int { (rows + bands - 1) / bands }
}

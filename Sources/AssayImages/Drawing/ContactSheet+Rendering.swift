extension ContactSheet {
  private static let margin = 24
  private static let gap = 20
  private static let textScale = 2
  private static let lineHeight = PixelFont.lineHeight * textScale
  /// The least width of a tile: a caption of 16 letters.
  private static let leastTile = PixelFont.width(of: String(repeating: "m", count: 16), scale: textScale)
  /// What the tiles of a row may take together.
  private static let widestRow = 1_400

  private static let background = PixelColour(250, 250, 248)
  private static let ink = PixelColour(30, 32, 36)
  private static let faint = PixelColour(95, 98, 105)

  /// Draws the sheet; the same parts always give the same bytes.
  public func rendered() -> ByteImage {
    let tiles = sections.flatMap(\.tiles)
    let widest = tiles.map { Self.width(of: $0) }.max() ?? Self.leastTile
    let most = sections.map(\.tiles.count).max() ?? 1
    let columns = max(1, min(most, (Self.widestRow + Self.gap) / (widest + Self.gap)))
    let content = max(columns * (widest + Self.gap) - Self.gap, 2 * Self.leastTile)
    let title = Self.wrap(title, content)
    let footer = footer.isEmpty ? [] : Self.wrap(footer, content)
    let rows = sections.map { section in
      stride(from: 0, to: section.tiles.count, by: columns).map {
        Array(section.tiles[$0..<min(section.tiles.count, $0 + columns)])
      }
    }
    let heights = rows.map { $0.reduce(Self.lineHeight + 6) { $0 + Self.height(of: $1) + Self.gap } }
    let height =
      2 * Self.margin + (title.count + footer.count) * Self.lineHeight + heights.reduce(0, +)
      + (sections.count + 1) * Self.gap
    var canvas = Canvas(width: content + 2 * Self.margin, height: height, colour: Self.background)
    var y = Self.margin
    Self.draw(title, y: &y, Self.ink, isBold: true, on: &canvas)
    for (section, rows) in zip(sections, rows) {
      y += Self.gap
      Self.draw([section.name], y: &y, Self.ink, isBold: true, on: &canvas)
      y += 6
      for row in rows {
        for (column, tile) in row.enumerated() {
          Self.draw(tile, x: Self.margin + column * (widest + Self.gap), y: y, width: widest, on: &canvas)
        }
        y += Self.height(of: row) + Self.gap
      }
    }
    Self.draw(footer, y: &y, Self.faint, on: &canvas)
    return canvas.picture
  }

  /// How many pixels wide and high each pixel is drawn: so that the short side gets about 96.
  private static func scale(of tile: Tile) -> Int {
    guard let first = tile.pictures.first else { return 1 }
    return max(1, 96 / max(1, min(first.width, first.height)))
  }

  private static func width(of tile: Tile) -> Int {
    let pictures = tile.pictures.reduce(0) { $0 + $1.width * scale(of: tile) + 4 }
    return max(leastTile, pictures - 4)
  }

  private static func height(of row: [Tile]) -> Int {
    row.map { tile in
      (tile.pictures.map(\.height).max() ?? 0) * scale(of: tile) + 6 + tile.caption.count * lineHeight
    }.max() ?? 0
  }

  private static func wrap(_ text: String, _ width: Int) -> [String] {
    TextWrapping.lines(of: text, columns: PixelFont.capacity(of: width, scale: textScale), limit: 4)
  }

  private static func draw(
    _ lines: [String], y: inout Int, _ colour: PixelColour, isBold: Bool = false, on canvas: inout Canvas
  ) {
    for line in lines {
      canvas.draw(line, x: margin, y: y, scale: textScale, colour: colour, isBold: isBold)
      y += lineHeight
    }
  }

  private static func draw(_ tile: Tile, x: Int, y: Int, width: Int, on canvas: inout Canvas) {
    let scale = scale(of: tile)
    var left = x
    for picture in tile.pictures {
      canvas.draw(picture, x: left, y: y, scale: scale)
      left += picture.width * scale + 4
    }
    var top = y + (tile.pictures.map(\.height).max() ?? 0) * scale + 6
    for line in tile.caption {
      let text = TextWrapping.lines(of: line, columns: PixelFont.capacity(of: width, scale: textScale), limit: 1)
      canvas.draw(text.first ?? "", x: x, y: top, scale: textScale, colour: ink)
      top += lineHeight
    }
  }
}

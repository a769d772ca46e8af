/// Where the parts of a counterexample's picture go, in pixels.
struct CounterexampleLayout {
  /// A panel with its place and its texts broken into lines.
  struct Column {
    let panel: CounterexamplePicture.Panel
    let x: Int
    let name: [String]
    let caption: [String]
    let imageHeight: Int

    /// The height of name, image and caption.
    var height: Int { name.count * lineHeight + 4 + imageHeight + 10 + caption.count * lineHeight }
  }

  static let margin = 24
  static let gap = 28
  static let textScale = 2
  static let lineHeight = PixelFont.lineHeight * textScale
  /// A panel's least width: a caption of 18 letters.
  private static let leastColumn = PixelFont.width(of: String(repeating: "m", count: 18), scale: textScale)
  /// The least width inside the margins, so that a title does not break after every other word.
  private static let leastContent = 480

  let title: [String]
  let columns: [Column]
  let footer: [String]
  let width: Int
  let height: Int

  /// The height of the tallest column.
  var panelsHeight: Int { columns.map(\.height).max() ?? 0 }

  init(_ picture: CounterexamplePicture) {
    var columns: [Column] = []
    var x = Self.margin
    for panel in picture.panels {
      let width = max(panel.picture.width * panel.scale, Self.leastColumn)
      let wrap = { (text: String, limit: Int) in Self.wrap(text, width: width, limit: limit) }
      columns.append(
        Column(
          panel: panel, x: x, name: wrap(panel.name, 2), caption: panel.caption.prefix(8).flatMap { wrap($0, 3) },
          imageHeight: panel.picture.height * panel.scale))
      x += width + Self.gap
    }
    let content = max(x - Self.gap - Self.margin, Self.leastContent, picture.legend?.width ?? 0)
    let title = Self.wrap(picture.title, width: content, limit: 4)
    let footer = picture.footer.isEmpty ? [] : Self.wrap(picture.footer, width: content, limit: 6)
    (self.title, self.columns, self.footer) = (title, columns, footer)
    width = content + 2 * Self.margin
    let footerHeight = footer.isEmpty ? 0 : Self.gap + footer.count * Self.lineHeight
    let tallest = columns.map(\.height).max() ?? 0
    let legendHeight = picture.legend.map { $0.height + Self.gap } ?? 0
    height = 2 * Self.margin + title.count * Self.lineHeight + Self.gap + tallest + legendHeight + footerHeight
  }

  private static func wrap(_ text: String, width: Int, limit: Int) -> [String] {
    TextWrapping.lines(of: text, columns: PixelFont.capacity(of: width, scale: textScale), limit: limit)
  }
}

/// Many small pictures on one: rows with a name each, and pictures with a caption each, perhaps in named columns.
///
/// Small pictures are enlarged by whole factors without smoothing, large ones are resized to fit.
package struct ContactSheet: Sendable {
  /// A picture and what stands below it.
  package struct Entry: Sendable {
    package let image: Image
    package let caption: String

    package init(image: Image, caption: String) {
      self.image = image
      self.caption = caption
    }
  }

  /// Pictures side by side: those of a class, or of an example.
  package struct Row: Sendable {
    package let name: String
    /// The lines below the name.
    package let detail: String
    package let entries: [Entry]

    package init(name: String, detail: String, entries: [Entry]) {
      self.name = name
      self.detail = detail
      self.entries = entries
    }
  }

  package let title: String
  package let rows: [Row]
  package let footer: String
  /// What stands above the pictures of all rows, from left to right; empty where places mean nothing.
  package var columns: [String] = []
  /// What explains colours, one below another between rows and footer.
  package var legends: [ByteImage] = []
  /// The sides that pictures are brought near to.
  package var sides = 80...144
  /// How large captions are written.
  package var captionScale = 1

  package init(title: String, rows: [Row], footer: String = "") {
    self.title = title
    self.rows = rows
    self.footer = footer
  }

  /// Draws the sheet.
  ///
  /// - Throws: `AssayError` when an image has not 1, 3 or 4 channels.
  package func rendered() throws -> ByteImage {
    let layout = ContactSheetLayout(
      rows, columns: columns, captionScale: captionScale,
      pictures: try rows.map { try $0.entries.map { try displayed($0.image) } })
    let width = layout.width
    let wrapped = { TextWrapping.lines(of: $0, columns: PixelFont.capacity(of: width, scale: 2), limit: $1) }
    let (title, footer) = (wrapped(title, 3), footer.isEmpty ? [] : wrapped(footer, 6))
    let legendHeight = legends.reduce(0) { $0 + $1.height + ContactSheetLayout.rowGap }
    let texts =
      (title.count + footer.count) * ContactSheetLayout.line + 2 * ContactSheetLayout.rowGap + legendHeight
    let margin = ContactSheetLayout.margin
    var canvas = Canvas(
      width: width + 2 * margin, height: layout.height + texts + 2 * margin, colour: DrawingPalette.background)
    var y = margin
    Self.draw(title, x: margin, y: &y, DrawingPalette.ink, isBold: true, on: &canvas)
    y += ContactSheetLayout.rowGap
    for heading in layout.headings {
      var below = y + heading.y
      Self.draw(heading.name, x: margin + heading.x, y: &below, DrawingPalette.ink, on: &canvas)
    }
    for place in layout.places {
      var below = y + place.y
      let x = margin + place.x
      Self.draw(place.name, x: x, y: &below, DrawingPalette.ink, on: &canvas)
      Self.draw(place.detail, x: x, y: &below, DrawingPalette.faint, on: &canvas)
      for (column, picture) in place.pictures.enumerated() {
        let left = x + layout.nameWidth + column * (layout.cellWidth + ContactSheetLayout.gap)
        draw(picture, rows[place.row].entries[column].caption, x: left, y: y + place.y, on: &canvas)
      }
    }
    y += layout.height + ContactSheetLayout.rowGap
    for legend in legends {
      canvas.draw(legend, x: margin, y: y)
      y += legend.height + ContactSheetLayout.rowGap
    }
    Self.draw(footer, x: margin, y: &y, DrawingPalette.faint, on: &canvas)
    return canvas.picture
  }

  /// A picture in the size in which it is shown, with its factor of enlargement already applied.
  private func displayed(_ image: Image) throws -> ByteImage {
    let longest = max(image.size.height, image.size.width)
    let (smallest, largest) = (sides.lowerBound, sides.upperBound)
    if longest > largest {
      let (height, width) = (image.size.height * largest / longest, image.size.width * largest / longest)
      return try ByteImage(image.resized(height: max(1, height), width: max(1, width)))
    }
    let scale = max(1, smallest / longest)
    var canvas = Canvas(width: image.size.width * scale, height: image.size.height * scale)
    canvas.draw(try ByteImage(image), x: 0, y: 0, scale: scale)
    return canvas.picture
  }

  private func draw(_ picture: ByteImage, _ caption: String, x: Int, y: Int, on canvas: inout Canvas) {
    canvas.draw(picture, x: x, y: y)
    let frame = PixelRectangle(x: x - 1, y: y - 1, width: picture.width + 2, height: picture.height + 2)
    canvas.stroke(frame, DrawingPalette.border)
    canvas.draw(caption, x: x, y: y + picture.height + 4, scale: captionScale, colour: DrawingPalette.faint)
  }

  private static func draw(
    _ lines: some Sequence<String>, x: Int, y: inout Int, _ colour: PixelColour, isBold: Bool = false,
    on canvas: inout Canvas
  ) {
    for text in lines {
      canvas.draw(text, x: x, y: y, scale: 2, colour: colour, isBold: isBold)
      y += ContactSheetLayout.line
    }
  }
}

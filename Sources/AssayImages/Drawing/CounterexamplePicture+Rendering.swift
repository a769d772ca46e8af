extension CounterexamplePicture {
  /// Draws the picture; the same parts always give the same bytes.
  public func rendered() -> ByteImage {
    let layout = CounterexampleLayout(self)
    var canvas = Canvas(width: layout.width, height: layout.height, colour: DrawingPalette.background)
    var y = CounterexampleLayout.margin
    Self.draw(layout.title, x: CounterexampleLayout.margin, y: &y, DrawingPalette.ink, isBold: true, on: &canvas)
    y += CounterexampleLayout.gap
    for column in layout.columns {
      var below = y
      Self.draw(column.name, x: column.x, y: &below, DrawingPalette.ink, isBold: true, on: &canvas)
      below += 4
      Self.draw(column.panel, x: column.x, y: below, on: &canvas)
      below += column.imageHeight + 10
      Self.draw(column.caption, x: column.x, y: &below, DrawingPalette.ink, on: &canvas)
    }
    y += layout.panelsHeight
    if let legend {
      canvas.draw(legend, x: CounterexampleLayout.margin, y: y + CounterexampleLayout.gap)
      y += CounterexampleLayout.gap + legend.height
    }
    guard !layout.footer.isEmpty else { return canvas.picture }
    y += CounterexampleLayout.gap
    let rule = PixelRectangle(
      x: CounterexampleLayout.margin, y: y - CounterexampleLayout.gap / 2,
      width: layout.width - 2 * CounterexampleLayout.margin, height: 1)
    canvas.fill(rule, DrawingPalette.border)
    Self.draw(layout.footer, x: CounterexampleLayout.margin, y: &y, DrawingPalette.faint, on: &canvas)
    return canvas.picture
  }

  private static let mark = DrawingPalette.ink

  private static func draw(
    _ lines: [String], x: Int, y: inout Int, _ colour: PixelColour, isBold: Bool = false, on canvas: inout Canvas
  ) {
    for line in lines {
      canvas.draw(line, x: x, y: y, scale: CounterexampleLayout.textScale, colour: colour, isBold: isBold)
      y += CounterexampleLayout.lineHeight
    }
  }

  private static func draw(_ panel: Panel, x: Int, y: Int, on canvas: inout Canvas) {
    let (scale, picture) = (panel.scale, panel.picture)
    canvas.draw(picture, x: x, y: y, scale: scale)
    let frame = PixelRectangle(
      x: x - 1, y: y - 1, width: picture.width * scale + 2, height: picture.height * scale + 2)
    canvas.stroke(frame, DrawingPalette.border)
    let marked = panel.marks.indices.filter { panel.marks[$0] }
    // Where most is changed, outlines hide more than they show.
    guard !marked.isEmpty, 3 * marked.count <= panel.marks.count || marked.count == 1 else { return }
    for pixel in marked {
      let (row, column) = (pixel / picture.width, pixel % picture.width)
      let (left, top) = (x + column * scale, y + row * scale)
      if scale >= 5 {
        outline(panel, row: row, column: column, x: left, y: top, on: &canvas)
      } else if marked.count <= 64 {
        // A dot of one pixel is easily overlooked: a frame at some distance shows where to look, on any ground.
        for (reach, colour) in [(5, PixelColour.white), (4, mark)] {
          let side = scale + 2 * reach
          canvas.stroke(PixelRectangle(x: left - reach, y: top - reach, width: side, height: side), colour)
        }
      }
    }
  }

  /// Draws the sides of a changed pixel that it shares with unchanged ones or with the border, just outside the pixel.
  private static func outline(
    _ panel: Panel, row: Int, column: Int, x: Int, y: Int, on canvas: inout Canvas
  ) {
    let (scale, width, height) = (panel.scale, panel.picture.width, panel.picture.height)
    let thickness = scale >= 12 ? 2 : 1
    let isMarked = { (row: Int, column: Int) in
      row >= 0 && row < height && column >= 0 && column < width && panel.marks[row * width + column]
    }
    let (left, top, length) = (x - thickness, y - thickness, scale + 2 * thickness)
    let sides: [(row: Int, column: Int, side: PixelRectangle)] = [
      (row - 1, column, PixelRectangle(x: left, y: top, width: length, height: thickness)),
      (row + 1, column, PixelRectangle(x: left, y: y + scale, width: length, height: thickness)),
      (row, column - 1, PixelRectangle(x: left, y: top, width: thickness, height: length)),
      (row, column + 1, PixelRectangle(x: x + scale, y: top, width: thickness, height: length)),
    ]
    for (row, column, side) in sides where !isMarked(row, column) { canvas.fill(side, mark) }
  }
}

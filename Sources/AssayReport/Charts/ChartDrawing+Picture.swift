import AssayImages
import Foundation

extension ChartDrawing {
  /// The drawing as a picture; the same marks always give the same bytes.
  ///
  /// - Throws: `AssayError` where memory or the format set a limit.
  func rendered() throws -> ByteImage {
    var painting = ColourPainting(width: width, height: height, colour: ChartColour.paper.parts)
    for mark in marks { mark.paint(on: &painting) }
    var canvas = Canvas(width: width, height: height)
    canvas.draw(try ByteImage(Image(drawn: painting.planes)), x: 0, y: 0)
    for mark in marks { mark.write(on: &canvas) }
    return canvas.picture
  }
}

extension ChartColour {
  fileprivate var parts: ColourPainting.Colour {
    ColourPainting.Colour(Float(red) / 255, Float(green) / 255, Float(blue) / 255)
  }
}

extension ChartPoint {
  fileprivate var plane: PlanePoint { PlanePoint(Float(x), Float(y)) }
}

extension ChartMark {
  /// Draws what is no text.
  fileprivate func paint(on painting: inout ColourPainting) {
    switch self {
    case .line(let points, let stroke):
      for (start, end) in Self.dashes(of: points, stroke.dashes) {
        painting.fill(.line(start.plane, end.plane, radius: Float(stroke.width) / 2), with: stroke.colour.parts)
      }
    case .band(let upper, let lower, let colour, let opacity):
      // Pieces that meet between two pixels leave no seam.
      for piece in upper.indices.dropFirst() {
        let corners = [upper[piece - 1], upper[piece], lower[piece], lower[piece - 1]]
        painting.fill(
          .polygon(corners.map { PlanePoint(Float($0.x.rounded()), Float($0.y)) }), with: colour.parts,
          opacity: Float(opacity))
      }
    case .symbol(let symbol, let centre, let colour, let radius):
      let corners = symbol.corners(centre, radius: radius).map(\.plane)
      painting.fill(
        corners.isEmpty ? .disc(centre.plane, radius: Float(radius)) : .polygon(corners), with: colour.parts)
    case .text: break
    }
  }

  /// Writes what is text.
  fileprivate func write(on canvas: inout Canvas) {
    guard case .text(let text, let place, let anchor, let colour, let isBold) = self else { return }
    let scale = ChartLayout.textScale
    let width = PixelFont.width(of: text, scale: scale)
    let left =
      switch anchor {
      case .start: 0
      case .middle: width / 2
      case .end: width
      }
    // The line stands on the seventh of the font's rows.
    canvas.draw(
      text, x: Int(place.x) - left, y: Int(place.y) - 7 * scale, scale: scale,
      colour: PixelColour(colour.red, colour.green, colour.blue), isBold: isBold)
  }

  /// The pieces of a line through points that are drawn.
  private static func dashes(of points: [ChartPoint], _ pattern: [Double]) -> [(ChartPoint, ChartPoint)] {
    let segments = zip(points, points.dropFirst())
    guard !pattern.isEmpty else { return Array(segments) }
    var pieces: [(ChartPoint, ChartPoint)] = []
    var (place, left) = (0, pattern[0])
    for (start, end) in segments {
      let length = ((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y)).squareRoot()
      var done = 0.0
      while done < length {
        let step = min(left, length - done)
        if place.isMultiple(of: 2) {
          pieces.append((point(start, end, done / length), point(start, end, (done + step) / length)))
        }
        done += step
        left -= step
        if left <= 0 {
          place = (place + 1) % (2 * pattern.count)
          left = pattern[place % pattern.count]
        }
      }
    }
    return pieces
  }

  private static func point(_ start: ChartPoint, _ end: ChartPoint, _ share: Double) -> ChartPoint {
    ChartPoint(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
  }
}

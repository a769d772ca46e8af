import Foundation

extension ChartDrawing {
  /// The drawing as an SVG file; the same marks always give the same text.
  var svg: String {
    let description = MarkupText.escaped(description)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      role="img" aria-label="\(description)" font-family="system-ui, sans-serif" font-size="18">
      <title>\(description)</title>
      <rect width="\(width)" height="\(height)" fill="\(ChartColour.paper.hexadecimal)"/>
      \(marks.map(\.svg).joined(separator: "\n"))
      </svg>

      """
  }
}

extension ChartMark {
  fileprivate var svg: String {
    switch self {
    case .line(let points, let stroke):
      let dashes = stroke.dashes.isEmpty ? "" : " stroke-dasharray=\"\(Self.list(stroke.dashes))\""
      return "<polyline points=\"\(Self.list(points))\" fill=\"none\" stroke=\"\(stroke.colour.hexadecimal)\" "
        + "stroke-width=\"\(Self.text(stroke.width))\" stroke-linejoin=\"round\"\(dashes)/>"
    case .band(let upper, let lower, let colour, let opacity):
      return "<polygon points=\"\(Self.list(upper + lower.reversed()))\" fill=\"\(colour.hexadecimal)\" "
        + "fill-opacity=\"\(opacity)\"/>"
    case .symbol(let symbol, let centre, let colour, let radius):
      let corners = symbol.corners(centre, radius: radius)
      guard corners.isEmpty else {
        return "<polygon points=\"\(Self.list(corners))\" fill=\"\(colour.hexadecimal)\"/>"
      }
      return "<circle cx=\"\(Self.text(centre.x))\" cy=\"\(Self.text(centre.y))\" r=\"\(Self.text(radius))\" "
        + "fill=\"\(colour.hexadecimal)\"/>"
    case .text(let text, let place, let anchor, let colour, let isBold):
      let weight = isBold ? " font-weight=\"600\"" : ""
      let side =
        switch anchor {
        case .start: ""
        case .middle: " text-anchor=\"middle\""
        case .end: " text-anchor=\"end\""
        }
      return "<text x=\"\(Self.text(place.x))\" y=\"\(Self.text(place.y))\" fill=\"\(colour.hexadecimal)\""
        + "\(side)\(weight)>\(MarkupText.escaped(text))</text>"
    }
  }

  private static func list(_ points: [ChartPoint]) -> String {
    points.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
  }

  private static func list(_ numbers: [Double]) -> String { numbers.map(text).joined(separator: " ") }

  private static func text(_ number: Double) -> String {
    let rounded = (number * 10).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

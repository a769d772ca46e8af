/// A shape that is drawn by the distance of each pixel's centre from its edge, negative inside.
package enum PlaneShape: Sendable {
  /// A disc.
  case disc(PlanePoint, radius: Float)
  /// An ellipse of two half axes, turned; the distance is that of first order, exact at the edge.
  case ellipse(PlanePoint, halfWidth: Float, halfHeight: Float, turn: PlaneTurn)
  /// A line with round ends whose half width changes evenly from one to the other.
  case line(PlanePoint, PlanePoint, startRadius: Float, endRadius: Float)
  /// A polygon, possibly concave; even-odd where it crosses itself.
  case polygon([PlanePoint])

  /// A circle's disc turned into an upright ellipse.
  package static func ellipse(_ centre: PlanePoint, halfWidth: Float, halfHeight: Float) -> PlaneShape {
    .ellipse(centre, halfWidth: halfWidth, halfHeight: halfHeight, turn: PlaneTurn(degrees: 0))
  }

  /// A line of one width.
  package static func line(_ start: PlanePoint, _ end: PlanePoint, radius: Float) -> PlaneShape {
    .line(start, end, startRadius: radius, endRadius: radius)
  }

  /// The distance of a place from the edge, negative inside.
  func distance(_ x: Float, _ y: Float) -> Float {
    switch self {
    case .disc(let centre, let radius):
      let (dx, dy) = (x - centre.x, y - centre.y)
      return (dx * dx + dy * dy).squareRoot() - radius
    case .ellipse(let centre, let a, let b, let turn):
      let (dx, dy) = (x - centre.x, y - centre.y)
      let (u, v) = ((turn.cosine * dx + turn.sine * dy) / a, (turn.cosine * dy - turn.sine * dx) / b)
      let level = (u * u + v * v).squareRoot()
      let slope = (u * u / (a * a) + v * v / (b * b)).squareRoot()
      return slope == 0 ? -min(a, b) : level * (level - 1) / slope
    case .line(let start, let end, let first, let last):
      let (bx, by, px, py) = (end.x - start.x, end.y - start.y, x - start.x, y - start.y)
      let square = bx * bx + by * by
      let along = square == 0 ? 0 : min(max((px * bx + py * by) / square, 0), 1)
      let (dx, dy) = (px - along * bx, py - along * by)
      return (dx * dx + dy * dy).squareRoot() - (first + (last - first) * along)
    case .polygon(let corners): return Self.distance(x, y, corners)
    }
  }

  private static func distance(_ x: Float, _ y: Float, _ corners: [PlanePoint]) -> Float {
    guard var previous = corners.last else { return .infinity }
    var (nearest, isInside) = (Float.infinity, false)
    for corner in corners {
      let (bx, by, px, py) = (previous.x - corner.x, previous.y - corner.y, x - corner.x, y - corner.y)
      let square = bx * bx + by * by
      let along = square == 0 ? 0 : min(max((px * bx + py * by) / square, 0), 1)
      let (dx, dy) = (px - along * bx, py - along * by)
      nearest = min(nearest, dx * dx + dy * dy)
      if (corner.y > y) != (previous.y > y), px < bx * py / by { isInside.toggle() }
      previous = corner
    }
    return isInside ? -nearest.squareRoot() : nearest.squareRoot()
  }

  /// The smallest upright box around the shape.
  var bounds: (left: Float, top: Float, right: Float, bottom: Float) {
    switch self {
    case .disc(let centre, let radius):
      return (centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius)
    case .ellipse(let centre, let a, let b, let turn):
      let (ca, sb, sa, cb) = (turn.cosine * a, turn.sine * b, turn.sine * a, turn.cosine * b)
      let (width, height) = ((ca * ca + sb * sb).squareRoot(), (sa * sa + cb * cb).squareRoot())
      return (centre.x - width, centre.y - height, centre.x + width, centre.y + height)
    case .line(let start, let end, let first, let last):
      let radius = max(first, last)
      return (
        min(start.x, end.x) - radius, min(start.y, end.y) - radius, max(start.x, end.x) + radius,
        max(start.y, end.y) + radius
      )
    case .polygon(let corners):
      return corners.reduce((Float.infinity, Float.infinity, -Float.infinity, -Float.infinity)) { box, corner in
        (min(box.0, corner.x), min(box.1, corner.y), max(box.2, corner.x), max(box.3, corner.y))
      }
    }
  }
}

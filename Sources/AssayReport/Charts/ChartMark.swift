/// A place in a chart: x to the right, y down.
struct ChartPoint: Sendable, Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// The shape of the points of a curve.
enum ChartSymbol: CaseIterable, Sendable {
  case disc, square, triangle, diamond

  /// The corners of the shape about a place; none for a disc.
  func corners(_ centre: ChartPoint, radius: Double) -> [ChartPoint] {
    let offsets: [(Double, Double)] =
      switch self {
      case .disc: []
      case .square: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
      case .triangle: [(0, -1.25), (1.15, 0.85), (-1.15, 0.85)]
      case .diamond: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
      }
    return offsets.map { ChartPoint(centre.x + $0.0 * radius, centre.y + $0.1 * radius) }
  }
}

/// How a line looks.
struct ChartStroke: Sendable {
  var colour: ChartColour
  var width: Double
  /// The lengths of dashes and gaps in turn; none for a solid line.
  var dashes: [Double] = []
}

/// Something drawn in a chart.
enum ChartMark: Sendable {
  /// How a text lies about its place.
  enum Anchor: Sendable { case start, middle, end }

  /// A line through points.
  case line([ChartPoint], ChartStroke)
  /// The area between two lines through points with the same x.
  case band(upper: [ChartPoint], lower: [ChartPoint], ChartColour, opacity: Double)
  /// A point of a curve.
  case symbol(ChartSymbol, ChartPoint, ChartColour, radius: Double)
  /// A text whose line stands at a place.
  case text(String, ChartPoint, Anchor, ChartColour, isBold: Bool)
}

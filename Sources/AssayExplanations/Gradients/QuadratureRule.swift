import AssayBase

/// How an integral from 0 to 1 is replaced by a sum.
public enum QuadratureRule: String, Sendable, Hashable, CaseIterable {
  /// n points at the left ends of n intervals.
  case left
  /// n points at the right ends of n intervals.
  case right
  /// n points in the middle of n intervals.
  case middle
  /// n points, the ends among them, with half weight there.
  case trapezoid
  /// The n points at which a polynomial of degree 2n − 1 is integrated exactly.
  case gaussLegendre

  /// The points and weights of the rule with `count` points; the weights sum to 1.
  package func nodes(count: Int) -> [(position: Double, weight: Double)] {
    let n = Double(count)
    switch self {
    case .left: return (0..<count).map { (Double($0) / n, 1 / n) }
    case .right: return (0..<count).map { (Double($0 + 1) / n, 1 / n) }
    case .middle: return (0..<count).map { ((Double($0) + 0.5) / n, 1 / n) }
    case .trapezoid:
      guard count > 1 else { return [(0.5, 1)] }
      return (0..<count).map {
        (Double($0) / (n - 1), ($0 == 0 || $0 == count - 1 ? 0.5 : 1) / (n - 1))
      }
    case .gaussLegendre: return Self.gaussLegendreNodes(count)
    }
  }

  /// The roots of the Legendre polynomial by Newton's method from Tricomi's approximation, moved to [0, 1].
  private static func gaussLegendreNodes(_ count: Int) -> [(position: Double, weight: Double)] {
    let n = Double(count)
    return (0..<count).map { index in
      var x = -Trigonometry.cosine(halfTurns: (Double(index) + 0.75) / (n + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        var (previous, value) = (1.0, x)
        for degree in 1..<max(1, count) {
          let k = Double(degree)
          (previous, value) = (value, ((2 * k + 1) * x * value - k * previous) / (k + 1))
        }
        slope = n * (x * value - previous) / (x * x - 1)
        let change = value / slope
        x -= change
        if change.magnitude < 1e-15 { break }
      }
      return ((x + 1) / 2, 1 / ((1 - x * x) * slope * slope))
    }
  }
}

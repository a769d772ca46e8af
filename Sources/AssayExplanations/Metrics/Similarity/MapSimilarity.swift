import AssayBase
import AssayStatistics
import AssayTensor

/// How alike two maps are: 1 for the same, about 0 for unrelated ones, down to −1 for opposed ones.
///
/// All compare the signed values of all channels. A map whose values are all equal says nothing about its pixels: beside
/// another such it counts as 1, beside any other as 0, where a coefficient would be undefined.
public enum MapSimilarity: Sendable, Hashable {
  /// Kendall's τ-b of the values: how many pairs of pixels both put in the same order; n·log n (Knight 1966).
  case kendall
  /// Spearman's rank correlation of the values.
  case spearman
  /// Pearson's correlation of the values.
  case pearson
  /// The cosine of the angle between the maps.
  case cosine
  /// The share of the `count` values of largest magnitude that both have in common, from 0 to 1; of equal values the first.
  ///
  /// Ghorbani, Abid and Zou 2019.
  case topIntersection(count: Int)
  /// The mean structural similarity of the maps, each scaled to [0, 1] by its smallest and its largest value.
  ///
  /// Wang, Bovik, Sheikh and Simoncelli 2004, equation 13, with K₁ 0.01 and K₂ 0.03, over all windows that lie inside;
  /// the mean over channels. Throws for maps smaller than the window.
  case structural(SimilarityWindow = .gaussian)

  /// The similarity of each pair of maps of two batches N×C×H×W, row by row.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for other shapes, `(.notFinite)` for a value that is none, `(.invalidArgument)`
  ///   for more values than there are or a window larger than the maps.
  public func values(_ x: Tensor, _ y: Tensor) throws -> [Double] {
    let (first, second) = try MapValues.pair(x, y)
    try check(first.shape)
    return try first.map { try value(first.rows[$0], second.rows[$0], first.shape) }
  }

  /// - Throws: `AssayError(.invalidArgument)` when maps of a shape are too small.
  func check(_ shape: Shape) throws {
    switch self {
    case .topIntersection(let count):
      guard count >= 1, count <= shape.count else {
        throw AssayError(
          .invalidArgument, "a map has no such number of values", expected: "1 to \(shape.count)", found: "\(count)",
          at: "count")
      }
    case .structural(let window):
      guard shape[1] >= window.side, shape[2] >= window.side else {
        throw AssayError(
          .invalidArgument, "the maps are smaller than the window of their structural similarity",
          expected: "at least \(window.side)×\(window.side)", found: "\(shape[1])×\(shape[2])", at: "window")
      }
    case .kendall, .spearman, .pearson, .cosine: break
    }
  }

  private func value(_ x: [Double], _ y: [Double], _ shape: Shape) throws -> Double {
    switch self {
    // A map of one value has no two to order.
    case .kendall where x.count > 1: return try Correlation.kendall(x, y) ?? Self.ofConstants(x, y)
    case .spearman where x.count > 1: return try Correlation.spearman(x, y) ?? Self.ofConstants(x, y)
    case .pearson where x.count > 1: return try Correlation.pearson(x, y) ?? Self.ofConstants(x, y)
    case .kendall, .spearman, .pearson: return 1
    case .cosine: return Self.cosine(x, y)
    case .topIntersection(let count):
      let top = Set(PixelOrder.descending(x.map(\.magnitude)).prefix(count))
      return Double(PixelOrder.descending(y.map(\.magnitude)).prefix(count).count { top.contains($0) }) / Double(count)
    case .structural(let window): return StructuralSimilarity(window).value(x, y, shape)
    }
  }

  private static func ofConstants(_ x: [Double], _ y: [Double]) -> Double {
    x.allSatisfy { $0 == x[0] } && y.allSatisfy { $0 == y[0] } ? 1 : 0
  }

  /// The cosine of two maps; 1 for two maps of zeros, 0 for one.
  static func cosine(_ x: [Double], _ y: [Double]) -> Double {
    let (a, b) = (x.scaledToUnitL2, y.scaledToUnitL2)
    guard let a, let b else { return a == nil && b == nil ? 1 : 0 }
    return min(1, max(-1, zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }))
  }
}

extension MapSimilarity: CustomStringConvertible {
  /// As in "Kendall's τ", "top 10".
  public var description: String {
    switch self {
    case .kendall: "Kendall’s τ"
    case .spearman: "Spearman’s ρ"
    case .pearson: "Pearson’s r"
    case .cosine: "cosine"
    case .topIntersection(let count): "top \(count)"
    case .structural(let window): "SSIM (\(window.rawValue))"
    }
  }
}

extension [Double] {
  /// The values divided by the root of their summed squares; nil when all are 0.
  var scaledToUnitL2: [Double]? {
    let largest = reduce(0) { Swift.max($0, $1.magnitude) }
    guard largest > 0 else { return nil }
    let scaled = map { $0 / largest }
    let norm = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return scaled.map { $0 / norm }
  }

  /// The values divided by the sum of their magnitudes; nil when all are 0.
  var scaledToUnitL1: [Double]? {
    let sum = reduce(0) { $0 + $1.magnitude }
    return sum > 0 ? map { $0 / sum } : nil
  }
}

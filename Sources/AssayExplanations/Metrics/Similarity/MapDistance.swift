import AssayBase
import AssayTensor

/// How the distance of two maps is measured: 0 for the same.
public enum MapDistance: String, Sendable, Hashable, CaseIterable {
  /// The summed absolute differences of maps scaled to unit ℓ1: from 0 (the same) to 2 (nothing in common).
  ///
  /// The scaling takes away the advantage that small gradients would have. A map of zeros stays so.
  case l1
  /// The root of the summed squared differences of maps scaled to unit ℓ2: from 0 to 2. A map of zeros stays so.
  case l2
  /// 1 less the cosine: from 0 to 2. 0 for two maps of zeros, 1 for one.
  case cosine
  /// The earth mover's distance of the maps as distributions over pixels: how far, in pixels, relevance must travel.
  ///
  /// The magnitude of a pixel's sum over channels is its mass, scaled to 1 in all; the ground distance is Euclidean (Rubner,
  /// Tomasi and Guibas 2000). Exact up to ``exactPixels`` pixels; larger maps are added up in blocks of k×k
  /// first, the least that suffice, which changes the distance by at most √2·(k − 1) pixels. A map of zeros is as far from
  /// any other as two pixels can be.
  case earthMover = "earth-mover"
  /// The summed absolute differences of the maps as they are (Boopathy et al. 2020: D₁).
  case rawL1 = "raw-l1"
  /// The root of the summed squared differences of the maps as they are.
  case rawL2 = "raw-l2"

  /// The largest maps, in pixels, whose earth mover's distance is exact.
  public static let exactPixels: Int = EarthMover.exactPixels

  /// The largest possible distance; `nil` where it depends on the maps.
  package var maximum: Double? {
    switch self {
    case .l1, .l2, .cosine: 2
    case .earthMover, .rawL1, .rawL2: nil
    }
  }

  /// The distance of each pair of maps of two batches N×C×H×W, row by row.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for other shapes, `(.notFinite)` for a value that is none.
  public func distances(_ x: Tensor, _ y: Tensor) throws -> [Double] {
    let (first, second) = try MapValues.pair(x, y)
    func each(_ measure: @Sendable ([Double], [Double]) -> Double) throws -> [Double] {
      try first.map { measure(first.rows[$0], second.rows[$0]) }
    }
    switch self {
    case .l1: return try each { min(2, Self.l1($0.scaledToUnitL1 ?? $0, $1.scaledToUnitL1 ?? $1)) }
    case .l2: return try each { min(2, Self.l2($0.scaledToUnitL2 ?? $0, $1.scaledToUnitL2 ?? $1)) }
    case .cosine: return try each { 1 - MapSimilarity.cosine($0, $1) }
    case .rawL1: return try each { Self.l1($0, $1) }
    case .rawL2: return try each { Self.l2($0, $1) }
    case .earthMover:
      let mover = EarthMover(height: first.shape[1], width: first.shape[2])
      return try first.map { mover.distance(first.pixels($0), second.pixels($0)) }
    }
  }

  private static func l1(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
  }

  /// The root of the summed squared differences.
  static func l2(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }
}

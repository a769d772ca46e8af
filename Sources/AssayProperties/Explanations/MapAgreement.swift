import AssayBase
import AssayExplanations
import AssayTensor

/// When the map of a changed image counts as that of the image.
public enum MapAgreement: Sendable, Hashable {
  /// The maps are at least so similar.
  case similarity(MapSimilarity, atLeast: Double)
  /// The maps are at most so far apart.
  case distance(MapDistance, atMost: Double)
  /// The map changes at most so many times as much as the image, both in ℓ2: a local Lipschitz bound
  /// (Alvarez-Melis and Jaakkola 2018, "On the robustness of interpretability methods", equation 1).
  ///
  /// Of the maps as they are, in units of the score for a unit of the pixels; between two models, where no image changes,
  /// it is no measure.
  case lipschitz(atMost: Double)

  /// The threshold.
  public var threshold: Double {
    switch self {
    case .similarity(_, let threshold), .distance(_, let threshold), .lipschitz(let threshold): threshold
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` for a threshold that no two maps can reach or miss.
  func validate() throws {
    let range: ClosedRange<Double>
    switch self {
    case .similarity: range = -1...1
    case .distance(let distance, _): range = 0...(distance.maximum ?? .greatestFiniteMagnitude)
    case .lipschitz: range = 0...(.greatestFiniteMagnitude)
    }
    guard range.contains(threshold) else {
      throw AssayError(
        .invalidArgument, "no threshold for the agreement of maps",
        expected: "a number from \(Float(range.lowerBound)) to \(Float(range.upperBound))", found: "\(threshold)",
        at: "keeping")
    }
  }

  /// The measure of each pair of maps, of `images` and of `changed` ones, row by row.
  func values(_ before: Tensor, _ after: Tensor, from images: Tensor, to changed: Tensor) throws -> [Double] {
    switch self {
    case .similarity(let similarity, _): return try similarity.values(before, after)
    case .distance(let distance, _): return try distance.distances(before, after)
    case .lipschitz:
      let moved = try MapDistance.rawL2.distances(before, after)
      return try zip(moved, MapDistance.rawL2.distances(images, changed)).map { $1 > 0 ? $0 / $1 : 0 }
    }
  }

  /// How far a value is beyond what counts as agreement, as a share of the threshold where that has a unit; 0 is agreement.
  func excess(of value: Double) -> Double {
    switch self {
    case .similarity(_, let threshold): threshold - value
    case .distance(_, let threshold), .lipschitz(let threshold): (value - threshold) / max(threshold, 1e-3)
    }
  }

  /// As "Kendall’s τ of 0.31".
  func words(for value: Double) -> String { "\(measure) of \(Verdict.share(value))" }

  private var measure: String {
    switch self {
    case .similarity(let similarity, _): similarity.description
    case .distance(let distance, _): "\(distance.rawValue) distance"
    case .lipschitz: "Lipschitz ratio"
    }
  }
}

extension MapAgreement: CustomStringConvertible {
  /// As "Kendall’s τ ≥ 0.6" or "l1 distance ≤ 0.1".
  public var description: String {
    switch self {
    case .similarity: "\(measure) ≥ \(Verdict.share(threshold))"
    case .distance, .lipschitz: "\(measure) ≤ \(Verdict.share(threshold))"
    }
  }
}

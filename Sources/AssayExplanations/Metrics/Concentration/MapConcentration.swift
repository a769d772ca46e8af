import AssayBase
import AssayTensor

/// How few values a map's relevance is concentrated in: what makes an explanation simple.
///
/// Of the magnitudes of all values of all channels. A map of zeros, which prefers no value, counts as an even one.
public enum MapConcentration: Sendable, Hashable {
  /// The Gini index of the magnitudes, from 0 (all equal) to 1 − 1/n (one value alone): larger is sparser.
  ///
  /// 1 − 2 Σ |a₍ᵢ₎|/‖a‖₁ · (n − i + ½)/n over the magnitudes in ascending order (Hurley and Rickard 2009;
  /// Chalasani et al. 2020). Cost: a sort.
  case gini
  /// The entropy of the magnitudes as shares of their sum, from 0 (one value alone) to ln n (all equal): smaller is simpler.
  ///
  /// Natural logarithm (Bhatt, Weller and Moura 2020, definition 4: complexity).
  case entropy
  /// The number of magnitudes above `threshold`: smaller is simpler.
  ///
  /// Effective complexity (Nguyen and Martínez 2020) with a threshold on the values in place of one on the
  /// loss. `isRelative` takes the threshold as a share of the map's largest magnitude, which does not depend on the unit of
  /// scores; otherwise it is compared with the values as they are.
  case effectiveComplexity(threshold: Double = 0.1, isRelative: Bool = true)

  /// The value for each of N×C×H×W maps.
  ///
  /// - Throws: `AssayError(.notFinite)` for a value that is none, `(.invalidArgument)` for a negative threshold.
  public func values(_ maps: Tensor) throws -> [Double] {
    try validate()
    let maps = try MapValues(maps)
    return try maps.map { value(maps.rows[$0].map(\.magnitude)) }
  }

  func validate() throws {
    guard case .effectiveComplexity(let threshold, _) = self, !(threshold >= 0 && threshold.isFinite) else { return }
    throw AssayError(
      .invalidArgument, "a threshold of magnitudes cannot be negative", expected: "threshold ≥ 0",
      found: "\(threshold)", at: "threshold")
  }

  private func value(_ magnitudes: [Double]) -> Double {
    let count = Double(magnitudes.count)
    switch self {
    case .gini:
      guard let shares = magnitudes.sorted().scaledToUnitL1 else { return 0 }
      let sum = shares.enumerated().reduce(0) { $0 + $1.element * (count - Double($1.offset) - 0.5) / count }
      // Equal values sum to 1 but for rounding.
      return max(0, 1 - 2 * sum)
    case .entropy:
      guard let shares = magnitudes.scaledToUnitL1 else { return Elementary.log(count) }
      return max(0, shares.reduce(0) { $1 > 0 ? $0 - $1 * Elementary.log($1) : $0 })
    case .effectiveComplexity(let threshold, let isRelative):
      let limit = isRelative ? threshold * magnitudes.reduce(0, max) : threshold
      return Double(magnitudes.count { $0 > limit })
    }
  }
}

extension MapConcentration: CustomStringConvertible {
  /// As "Gini index".
  public var description: String {
    switch self {
    case .gini: "Gini index"
    case .entropy: "entropy"
    case .effectiveComplexity(let threshold, let isRelative):
      "values above \(isRelative ? PercentText.of(threshold) + " of the largest" : "\(threshold)")"
    }
  }
}

extension ExplanationMetric {
  /// How concentrated maps are.
  public static func concentration(_ concentration: MapConcentration) -> ExplanationMetric {
    ExplanationMetric(ConcentrationMeasure(concentration: concentration))
  }
}

private struct ConcentrationMeasure: MapMeasure {
  let concentration: MapConcentration

  var description: String { concentration.description }
  var preference: MetricPreference { concentration == .gini ? .larger : .smaller }

  func validate() throws { try concentration.validate() }

  func values(_ explained: ExplainedMaps) throws -> [Double] { try concentration.values(explained.maps) }
}

extension ExplanationMetricForm {
  static let gini = ExplanationMetricForm("gini", "how few values the relevance is concentrated in: the Gini index") {
    _, _ in .concentration(.gini)
  }

  static let entropy = ExplanationMetricForm("entropy", "how many values the relevance is spread over: the entropy") {
    _, _ in .concentration(.entropy)
  }

  static let effectiveComplexity = ExplanationMetricForm(
    "effective-complexity", "how many values are above a share of the largest", settings: "threshold=0.1"
  ) { _, settings in
    .concentration(.effectiveComplexity(threshold: try settings.number("threshold") ?? 0.1))
  }
}

import AssayBase

/// The bootstrap of a mean difference between paired samples, from given resamples.
///
/// The caller draws the rows, so that the result depends on its seed alone. Efron and Tibshirani, "An Introduction to the
/// Bootstrap" (1993), chapters 13 and 14; quantiles interpolate linearly between order statistics.
public struct PairedBootstrap: Sendable, Equatable {
  /// The mean of the differences, first minus second.
  public let difference: Double
  /// The mean difference of each resample, in the order given.
  public let resampled: [Double]
  /// The probability that an interval covers the truth, approximately.
  public let confidence: Double
  /// The normal quantile of the share of resamples below ``difference``, ties counted half; infinite at 0 and 1.
  public let biasCorrection: Double
  /// The acceleration Σd³ / 6(Σd²)^(3/2) from the jackknife; 0 when all differences are equal.
  public let acceleration: Double

  private let ordered: [Double]
  private let significance: Double

  /// Makes the bootstrap of `a` minus `b`.
  ///
  /// - Parameters:
  ///   - a: The first sample, two or more finite values.
  ///   - b: The second sample, as many values.
  ///   - rows: For each of two or more resamples the indices of its pairs, with replacement.
  ///   - confidence: In (0, 1).
  /// - Throws: `AssayError` for samples that do not fit, indices outside them, or too few resamples.
  public init(_ a: [Double], _ b: [Double], rows: [[Int]], confidence: Double) throws {
    significance = try Arguments.significance(of: confidence)
    try Arguments.sample(a, least: 2, "a")
    try Arguments.sample(b, least: 2, "b")
    try Arguments.paired(a, b)
    try Arguments.count(rows.count, least: 2, "rows")
    let differences = zip(a, b).map { $0 - $1 }
    for (index, row) in rows.enumerated() {
      guard !row.isEmpty, row.allSatisfy({ differences.indices.contains($0) }) else {
        throw AssayError(
          .invalidArgument, "a resample is empty or names a pair that is not there",
          expected: "indices 0 to \(differences.count - 1)", found: "\(row.prefix(8))", at: "rows[\(index)]")
      }
    }
    let center = differences.mean
    difference = center
    resampled = rows.map { row in row.lazy.map { differences[$0] }.mean }
    self.confidence = confidence
    ordered = resampled.sorted()
    let below = resampled.count { $0 < center }
    let notAbove = resampled.count { $0 <= center }
    biasCorrection = SpecialFunctions.normalQuantile(Double(below + notAbove) / Double(2 * resampled.count))
    // Leaving out pair i moves the mean by (mean − dᵢ) / (n − 1), so the jackknife's sums are those of the differences.
    let squares = differences.sumOfSquares
    let cubes = differences.lazy.map { ($0 - center) * ($0 - center) * ($0 - center) }.compensatedSum
    acceleration = squares == 0 ? 0 : cubes / (6 * squares * squares.squareRoot())
  }

  /// The standard deviation of the resampled differences (with n − 1).
  public var standardError: Double {
    (resampled.sumOfSquares / Double(resampled.count - 1)).squareRoot()
  }

  /// The percentile interval.
  public var percentile: ClosedRange<Double> {
    unbounded(quantile(significance / 2), quantile(1 - significance / 2))
  }

  /// The basic interval: the percentile interval mirrored at ``difference``.
  public var basic: ClosedRange<Double> {
    unbounded(2 * difference - quantile(1 - significance / 2), 2 * difference - quantile(significance / 2))
  }

  /// The bias-corrected and accelerated interval (Efron, JASA 82, 1987); nil where ``biasCorrection`` is infinite.
  public var biasCorrectedAccelerated: ClosedRange<Double>? {
    guard biasCorrection.isFinite else { return nil }
    func level(_ p: Double) -> Double {
      let shifted = biasCorrection + SpecialFunctions.normalQuantile(p)
      return SpecialFunctions.normalCDF(biasCorrection + shifted / (1 - acceleration * shifted))
    }
    return unbounded(quantile(level(significance / 2)), quantile(level(1 - significance / 2)))
  }

  /// The two-sided p-value of no difference: 2 (1 + k) / (1 + resamples), at most 1.
  ///
  /// k is the number of resampled differences on the other side of zero, zero included.
  public var pValue: Double {
    let notAbove = resampled.count { $0 <= 0 }
    let notBelow = resampled.count { $0 >= 0 }
    return min(1, 2 * Double(1 + min(notAbove, notBelow)) / Double(1 + resampled.count))
  }

  private func quantile(_ level: Double) -> Double {
    let place = min(max(level, 0), 1) * Double(ordered.count - 1)
    let below = min(Int(place), ordered.count - 2)
    return ordered[below] + (place - Double(below)) * (ordered[below + 1] - ordered[below])
  }

  private func unbounded(_ a: Double, _ b: Double) -> ClosedRange<Double> {
    .ordered(a, b, within: -.infinity ... .infinity)
  }
}

import AssayBase

/// Confidence margins for the mean of independent values in a known range, without assumptions on their distribution.
///
/// These hold at one sample size chosen beforehand; ``MeanSequence`` may be looked at after every value.
public struct MeanInterval: Sendable, Equatable {
  /// The mean of the values.
  public let mean: Double
  /// The number of values.
  public let count: Int
  /// The range in which every value must lie.
  public let range: ClosedRange<Double>
  /// The probability 1 − δ with which each margin holds.
  public let confidence: Double

  private let significance: Double
  /// The sum of squared distances from the mean.
  private let squares: Double

  /// Makes the margins of `values`.
  ///
  /// Throws `.invalidArgument` for fewer than two values, a value outside `range`, or a confidence outside (0, 1).
  public init(_ values: [Double], in range: ClosedRange<Double> = 0...1, confidence: Double) throws {
    significance = try Arguments.significance(of: confidence)
    try Arguments.sample(values, least: 2, "values")
    if let index = values.firstIndex(where: { !range.contains($0) }) {
      throw AssayError(
        .invalidArgument, "a value lies outside the range", expected: "\(range)", found: "\(values[index])",
        at: "values[\(index)]")
    }
    mean = values.mean
    squares = values.sumOfSquares
    count = values.count
    self.range = range
    self.confidence = confidence
  }

  /// The one-sided margin: the expectation exceeds the mean by no more, with probability 1 − δ.
  ///
  /// √(2V ln(2/δ) / n) + 7w ln(2/δ) / 3(n − 1) with V the sample variance (n − 1) and w the range's width: Maurer and
  /// Pontil, "Empirical Bernstein bounds and sample variance penalization" (COLT 2009), theorem 4.
  public var maurerPontilMargin: Double {
    let (n, logarithm) = (Double(count), Elementary.log(2 / significance))
    return (2 * squares / (n - 1) * logarithm / n).squareRoot() + 7 * width * logarithm / (3 * (n - 1))
  }

  /// The two-sided margin √(2V ln(3/δ) / n) + 3w ln(3/δ) / n with V the population variance.
  ///
  /// Audibert, Munos and Szepesvári, "Exploration–exploitation tradeoff using variance estimates in multi-armed
  /// bandits" (Theoretical Computer Science 410, 2009), theorem 1.
  public var audibertMargin: Double {
    let (n, logarithm) = (Double(count), Elementary.log(3 / significance))
    return (2 * squares / n * logarithm / n).squareRoot() + 3 * width * logarithm / n
  }

  /// Hoeffding's two-sided margin w√(ln(2/δ) / 2n) (JASA 58, 1963, theorem 1).
  public var hoeffdingMargin: Double {
    width * (Elementary.log(2 / significance) / (2 * Double(count))).squareRoot()
  }

  private var width: Double { range.upperBound - range.lowerBound }
}

import AssayBase
import AssayPerturbations

/// What a property says about the cases together.
package enum Claim: Sendable, Equatable {
  /// Every case passes.
  case always
  /// At least this share of the cases passes.
  case rate(atLeast: Double)
  /// The mean of values in [-1, 1] is positive: the first of two models does better on the same examples.
  case meanIsPositive
  /// The mean of values in a range reaches a threshold, or does not exceed it.
  case mean(MeanBound, in: ClosedRange<Double>)

  /// This quantile of the values is at least a threshold: a share 1 − q of the cases reaches it.
  ///
  /// Values are distances in a norm, from 0 to the largest in the box.
  case quantile(Double, atLeast: Double, Norm)
  /// In no class is the share of cases that pass behind that of all cases by more than this.
  case classGap(atMost: Double)

  /// Whether the values of cases count, and not only whether they pass.
  var takesValues: Bool {
    switch self {
    case .always, .rate: false
    case .meanIsPositive, .mean, .quantile, .classGap: true
    }
  }

  /// What a property's name ends with: the threshold with its sign.
  var ending: String? {
    switch self {
    case .always, .meanIsPositive: nil
    case .rate(let threshold), .mean(.atLeast(let threshold), _): " ≥ \(Verdict.share(threshold))"
    case .mean(.atMost(let threshold), _): " ≤ \(Verdict.share(threshold))"
    case .quantile(_, let threshold, _): " ≥ \(PerturbationBall.text(of: threshold))"
    case .classGap(let threshold): " ≤ \(Verdict.share(threshold))"
    }
  }

  /// A property's name without the threshold.
  func subject(of name: String) -> String {
    guard let ending, name.hasSuffix(ending) else { return name }
    return String(name.dropLast(ending.count))
  }

  /// Whether a property of another name is this one with another threshold.
  func isThreshold(_ name: String, of subject: String) -> Bool {
    guard let sign = ending?.prefix(3) else { return name == subject }
    return name == subject || name.hasPrefix(subject + sign)
  }

  /// - Throws: `AssayError(.invalidArgument)` when a threshold is out of range.
  func validate() throws {
    switch self {
    case .always, .meanIsPositive: break
    case .rate(let threshold): try Self.checkShare(threshold, "a threshold", "atLeast")
    case .mean(let bound, let range):
      guard range.contains(bound.threshold) else {
        throw AssayError(
          .invalidArgument, "no mean of such values can be the threshold",
          expected: "a number from \(Float(range.lowerBound)) to \(Float(range.upperBound))",
          found: "\(bound.threshold)", at: bound.name)
      }
    case .classGap(let threshold): try Self.checkShare(threshold, "a gap", "within")
    case .quantile(let probability, let threshold, _):
      guard probability > 0, probability < 1 else {
        throw AssayError(
          .invalidArgument, "a quantile needs a share between 0 and 1", expected: "such as 0.5, the median",
          found: "\(probability)", at: "quantile")
      }
      guard threshold >= 0, threshold.isFinite else {
        throw AssayError(
          .invalidArgument, "a distance must be a number that is not negative", found: "\(threshold)", at: "atLeast")
      }
    }
  }

  private static func checkShare(_ value: Double, _ thing: String, _ place: String) throws {
    guard value >= 0, value <= 1 else {
      throw AssayError(
        .invalidArgument, "\(thing) must be a share", expected: "a number from 0 to 1", found: "\(value)", at: place)
    }
  }
}

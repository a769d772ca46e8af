import AssayBase

/// What a property says about the cases together.
package enum Claim: Sendable, Equatable {
  /// Every case passes.
  case always
  /// At least this share of the cases passes.
  case rate(atLeast: Double)
  /// The mean of values in [-1, 1] is positive: the first of two models does better on the same examples.
  case meanIsPositive

  /// A property's name without the threshold.
  func subject(of name: String) -> String {
    guard case .rate(let threshold) = self else { return name }
    let ending = " ≥ \(Verdict.share(threshold))"
    return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }

  /// Whether a property of another name is this one with another threshold.
  func isThreshold(_ name: String, of subject: String) -> Bool {
    guard case .rate = self else { return name == subject }
    return name == subject || name.hasPrefix("\(subject) ≥ ")
  }

  /// - Throws: `AssayError(.invalidArgument)` when a threshold is no share.
  func validate() throws {
    if case .rate(let threshold) = self, !(threshold >= 0 && threshold <= 1) {
      throw AssayError(
        .invalidArgument, "a threshold must be a share", expected: "a number from 0 to 1", found: "\(threshold)",
        at: "atLeast")
    }
  }
}

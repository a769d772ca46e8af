import AssayBase

extension Property {
  /// The same claim, and besides: the model passes no fewer examples than an earlier one did.
  ///
  ///     try await check(model, on: digits, .accuracy(under: .pgd(.linf(0.15)), atLeast: 0.5).notWorseThan(.recorded))
  ///
  /// `ASSAY_RECORD=1 swift test` evaluates every example and writes what came of each; later runs compare example by
  /// example and stop as soon as the sum of losses and gains is decided. The claim is about exactly these examples: when
  /// all have been compared the answer is exact, before that it is right with the check's confidence (the betting
  /// confidence sequence of the paired differences: Waudby-Smith and Ramdas, "Estimating means of bounded random
  /// variables by betting", JRSS B 86, 2024). Both claims together keep the confidence: each gets half of the error.
  /// Whether a difference would show on other examples too is another question; McNemar's test (1947) is reported for it.
  ///
  /// - Parameters:
  ///   - baseline: The earlier outcomes.
  ///   - tolerance: The share of all examples by which the model may fall behind, 0 to 1; 0 unless given.
  public func notWorseThan(_ baseline: BaselineReference, by tolerance: Double = 0) -> Property {
    var property = self
    property.baseline = BaselineClaim(reference: baseline, tolerance: tolerance)
    property.name += ", not worse than " + (baseline == .recorded ? "recorded" : "the baseline")
    if tolerance != 0 { property.name += " by more than \(PercentText.of(tolerance))" }
    return property
  }
}

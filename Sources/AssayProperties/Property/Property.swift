import AssayDatasets

/// A named claim about a model on a data set: what is measured of each case, and what must be true of all of them.
///
/// Made by factories: `.accuracy(under: .pgd(.linf(0.15)), atLeast: 0.5)`.
public struct Property<Model: Sendable>: Sendable {
  /// The claim in words, as "accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5".
  public internal(set) var name: String
  package let claim: Claim
  package private(set) var measure: any CaseMeasure<Model>
  /// What is measured, in words: the name without the threshold of a rate and without its baseline.
  ///
  /// Saved counterexamples and baselines go by it, so that they outlive a change of the threshold.
  package let subject: String
  /// The earlier outcomes that the model must not fall behind.
  var baseline: BaselineClaim?
  /// The soundness checks that are asked before the claim may hold.
  package private(set) var soundnessChecks = Set(SoundnessCheck.allCases)

  /// Whether it has to do with earlier outcomes.
  package var usesBaseline: Bool { baseline != nil }

  /// Whether it claims that a share of the cases passes.
  package var isAboutShare: Bool { if case .rate = claim { true } else { false } }

  package init(_ name: String, _ claim: Claim, measuring measure: any CaseMeasure<Model>) {
    self.name = name
    self.claim = claim
    self.measure = measure
    subject = claim.subject(of: name)
  }

  /// The same claim of the examples of `data`.
  func about(_ data: Dataset) -> Property {
    var copy = self
    copy.measure = measure.about(data)
    return copy
  }

  /// The same claim, held without some of the soundness checks that guard claims of robustness.
  ///
  ///     .accuracy(under: .pgd(.linf(0.1)), atLeast: 0.5).ignoring(.unboundedAttackSucceeds)
  public func ignoring(_ checks: SoundnessCheck...) -> Property {
    var copy = self
    copy.soundnessChecks.subtract(checks)
    return copy
  }
}

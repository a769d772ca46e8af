import AssayDatasets

/// A named claim about a model on a data set: what is measured of each case, and what must be true of all of them.
///
/// Made by factories: `.accuracy(under: .pgd(.linf(0.15)), atLeast: 0.5)`.
public struct Property<Model: Sendable>: Sendable {
  /// The claim in words, as "accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5".
  public let name: String
  package let claim: Claim
  package let measure: any CaseMeasure<Model>
  /// The soundness checks that are asked before the claim may hold.
  package private(set) var soundnessChecks = Set(SoundnessCheck.allCases)

  package init(_ name: String, _ claim: Claim, measuring measure: any CaseMeasure<Model>) {
    self.name = name
    self.claim = claim
    self.measure = measure
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

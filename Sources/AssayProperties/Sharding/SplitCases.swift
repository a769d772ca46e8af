import AssayBase

/// What one process measured of a check whose cases are dealt to several: enough for the verdict without any model.
package struct SplitCases: Sendable, Equatable {
  /// Which process it was.
  package let shard: Shard
  /// The check: the same for all processes.
  package let check: Check
  /// Whether each of its cases passed, in the check's order of cases: those at the places of ``shard``.
  package let passes: [Bool]
  /// Their values, for a claim that takes them; empty otherwise.
  package let values: [Double]
  /// Why the first of its cases that failed did.
  package let firstFailure: String?
  /// What was wrong with that failure when it was run again.
  package let flake: String?
  /// What the soundness checks found; of the first process alone.
  package let doubts: [Doubt]
  /// The time that it took.
  package let seconds: Double

  /// What all processes must agree on.
  package struct Check: Sendable, Equatable {
    package let property: String
    package let claim: Claim
    package let model: String
    package let data: String
    package let seed: UInt64
    package let confidence: Double
    /// The cases that the claim is about, and how many of them are measured.
    package let population: Int
    package let cases: Int
    package let ground: ClaimGround
  }
}

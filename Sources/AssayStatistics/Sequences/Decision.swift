/// What the evidence so far says about a claim.
public enum Decision: String, Sendable, Equatable, CaseIterable {
  /// The claim is true, at the confidence of the sequence.
  case holds
  /// The claim is false, at the confidence of the sequence.
  case falsified
  /// The evidence does not decide.
  case undecided
}

/// What a property did with one value.
public enum TrialOutcome: Sendable, Hashable {
  /// It held.
  case pass
  /// It threw.
  case fail(Failure)
  /// It does not apply to the value.
  case discard
}

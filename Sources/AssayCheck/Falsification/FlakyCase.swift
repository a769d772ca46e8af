/// A case that failed and then, on the same value, did not fail in the same way.
public struct FlakyCase: Sendable, Hashable {
  /// The index of the case.
  public let caseIndex: Int
  /// The value in words.
  public let description: String
  /// The choices that make the value.
  public let choices: ChoiceSequence
  /// How it failed first.
  public let first: Failure
  /// What it did when run again.
  public let second: TrialOutcome
}

/// A failure that was just found and has not been reduced.
public struct UnshrunkFailure: Sendable, Hashable {
  /// The index of the case.
  public let caseIndex: Int
  /// The value in words.
  public let description: String
  /// The choices that make the value.
  public let choices: ChoiceSequence
  /// How it failed.
  public let failure: Failure
}

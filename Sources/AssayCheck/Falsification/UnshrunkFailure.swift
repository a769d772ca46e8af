/// A failure that was just found and has not been reduced.
public struct UnshrunkFailure: Sendable, Hashable {
  /// Which case it is.
  public let place: CasePlace
  /// The value in words.
  public let description: String
  /// The choices that make the value.
  public let choices: ChoiceSequence
  /// How it failed.
  public let failure: Failure
}

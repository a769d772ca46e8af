/// A case that failed and then, on the same value, did not fail in the same way.
public struct FlakyCase: Sendable, Hashable {
  /// Which case it is.
  public let place: CasePlace
  /// The value in words.
  public let description: String
  /// The choices that make the value.
  public let choices: ChoiceSequence
  /// How it failed first.
  public let first: Failure
  /// What it did when run again.
  public let second: TrialOutcome
  /// What was not the same: the outcome, or already the value that the generator made of the same choices.
  public let difference: Difference

  /// What differs between two runs of one case.
  public enum Difference: Sendable, Hashable {
    /// The property did something else with the same value.
    case outcome
    /// The generator made something else of the same choices; how that showed.
    case generator(String)
  }
}

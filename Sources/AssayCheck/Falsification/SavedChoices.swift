/// A case that an earlier run saved, to be run before new ones.
public struct SavedChoices: Sendable, Hashable {
  /// What to call it in a report, such as the path of its file.
  public let name: String
  /// The choices that make its value.
  public let choices: ChoiceSequence

  /// Wraps saved choices.
  public init(_ name: String, choices: ChoiceSequence) {
    self.name = name
    self.choices = choices
  }
}

/// What became of a saved case.
public struct SavedChoicesResult: Sendable, Hashable {
  /// The ways a saved case can end.
  public enum Outcome: Sendable, Hashable {
    /// The property holds of it now.
    case holds
    /// The property still fails; the failure is among the run's.
    case fails
    /// The property does not apply to it.
    case discarded
    /// The generator makes no such value any more; why. It was not run.
    case stale(String)
  }

  /// The saved case's name.
  public let name: String
  /// What became of it.
  public let outcome: Outcome
}

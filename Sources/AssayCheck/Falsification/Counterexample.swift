/// A falsified case: as it was found, and the smallest that fails in the same way.
public struct Counterexample<Value: Sendable>: Sendable {
  /// Which case failed first; if it is a random one, with the seed and the property's name it gives the original again.
  public let place: CasePlace
  /// The minimal value.
  public let value: Value
  /// The minimal value in words.
  public let description: String
  /// The choices that make the minimal value.
  public let choices: ChoiceSequence
  /// How the minimal value fails.
  public let failure: Failure
  /// The value as it was found, in words.
  public let originalDescription: String
  /// The choices as they were found.
  public let originalChoices: ChoiceSequence
  /// How the original value fails.
  public let originalFailure: Failure
  /// The failing case with the greatest score, where the property calls ``target(_:label:)``.
  public let worst: WorstFailure?
  /// Evaluations of the property by the reduction.
  public let trials: Int
  /// Why the reduction ended.
  public let stop: ShrinkStop
}

/// The failing case whose score, given by ``target(_:label:)``, is the greatest.
///
/// A threshold always shrinks to the barely failing case; this one tells how bad it gets.
public struct WorstFailure: Sendable, Hashable {
  /// The score.
  public let score: Double
  /// The value in words.
  public let description: String
  /// The choices that make the value.
  public let choices: ChoiceSequence
  /// How it failed.
  public let failure: Failure
}

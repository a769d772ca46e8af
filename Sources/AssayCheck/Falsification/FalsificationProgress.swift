/// How far a run of a ``Falsifier`` has come.
public enum FalsificationProgress: Sendable, Hashable {
  /// Cases are run; so many so far, of the random ones that are asked for.
  case searching(CasePhase, cases: Int, of: Int)
  /// A failure is reduced; so many trials so far, and the number of choices from which to which.
  case reducing(trials: Int, choices: Int, from: Int)
}

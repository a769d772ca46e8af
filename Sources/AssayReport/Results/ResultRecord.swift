import AssayProperties

/// A verdict with the files that show why it is one.
public struct CheckedProperty: Sendable {
  /// What was found out.
  public let verdict: Verdict
  /// The picture and the replay file of the counterexample, when it was saved.
  public let files: CounterexampleFiles?

  /// Puts a verdict and its files together.
  public init(verdict: Verdict, files: CounterexampleFiles? = nil) {
    self.verdict = verdict
    self.files = files
  }
}

import AssayBase
import AssayCheck

/// How a check runs: its seed, how many cases it may use, how certain it must be, and what it may cost.
public struct CheckConfiguration: Sendable {
  /// The seed; the same seed gives the same verdict on every machine.
  public var seed: UInt64
  /// The most cases used; all of the data set unless given.
  public var cases: Int?
  /// The probability with which verdicts are right; 0.999 unless given.
  public var confidence: Double
  /// The seconds after which a check that is not decided ends as undecided.
  public var seconds: Double?
  /// What reducing a failure may cost.
  public var shrinking: ShrinkBudget
  /// Gets a failure as it is found, before it is reduced.
  public var announce: @Sendable (String) -> Void
  /// Gets word of how far a check is, after each batch: "96 of 360 examples, 3 fail".
  public var progress: @Sendable (String) -> Void = { _ in }
  /// Which of the processes among which the cases are dealt this is; `nil` for a check that stops when it is decided.
  public var split: Shard?
  /// What earlier runs left for this check.
  package var memory: CheckMemory?
  /// Whether a falsified claim gets its counterexample; off only to measure the decision alone.
  package var explainsFailures: Bool = true

  /// Makes a configuration.
  public init(
    seed: UInt64 = 0, cases: Int? = nil, confidence: Double = 0.999, seconds: Double? = nil,
    shrinking: ShrinkBudget = .standard, announce: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.seed = seed
    self.cases = cases
    self.confidence = confidence
    self.seconds = seconds
    self.shrinking = shrinking
    self.announce = announce
  }

  /// - Throws: `AssayError(.invalidArgument)` that names the setting out of range.
  package func validate() throws {
    if let cases, cases < 1 {
      throw AssayError(
        .invalidArgument, "a check needs at least one case", expected: "cases ≥ 1", found: "\(cases)", at: "cases")
    }
    guard confidence > 0.5, confidence < 1 else {
      throw AssayError(
        .invalidArgument, "not a level of confidence", expected: "a number above 0.5 and below 1, such as 0.999",
        found: "\(confidence)", at: "confidence")
    }
    if let seconds, !(seconds > 0) {
      throw AssayError(
        .invalidArgument, "a budget must be a positive number of seconds", found: "\(seconds)", at: "budget")
    }
  }
}

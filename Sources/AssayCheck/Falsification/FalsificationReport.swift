import AssayStatistics

/// What a run of a ``Falsifier`` found out.
public struct FalsificationReport<Value: Sendable>: Sendable {
  /// How the run ended.
  public enum Outcome: Sendable {
    /// Every case held.
    case passed
    /// Cases failed; one reduced case of each distinct failure, in the order they were found, at least one.
    case falsified([Counterexample<Value>])
    /// A case failed once and not again in the same way, and no other failed for certain.
    case flaky(FlakyCase)
    /// Every case held, but a label that the property demands is too rare, or that is not decided.
    case uncovered(Decision)
    /// Too many cases were discarded to say anything.
    case exhausted
    /// The time ended before all cases had run; none that ran failed.
    case outOfTime
    /// The task was cancelled before any case failed.
    case cancelled
  }

  /// The property's name.
  public let property: String
  /// The seed of the run.
  public let seed: UInt64
  /// Random cases that held or failed, without those discarded.
  public let casesRun: Int
  /// Cases of the other phases that held or failed.
  public let extraCases: [CasePhase: Int]
  /// Cases the property discarded.
  public let discards: Int
  /// Cases the generator gave up on.
  public let rejections: Int
  /// What became of the saved cases, in their order.
  public let saved: [SavedChoicesResult]
  /// How often the random cases had each label.
  public let coverage: CoverageTable
  /// Failures besides those of the outcome that did not repeat.
  public let flakyCases: [FlakyCase]
  /// How the run ended.
  public let outcome: Outcome

  /// Whether every case held.
  public var isPassed: Bool {
    if case .passed = outcome { true } else { false }
  }

  /// The reduced failing cases, one of each distinct failure.
  public var counterexamples: [Counterexample<Value>] {
    if case .falsified(let found) = outcome { found } else { [] }
  }

  /// The reduced case of the failure found first, if there is one.
  public var counterexample: Counterexample<Value>? { counterexamples.first }
}

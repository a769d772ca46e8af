/// What a run of a ``Falsifier`` found out.
public struct FalsificationReport<Value: Sendable>: Sendable {
  /// How the run ended.
  public enum Outcome: Sendable {
    /// Every case held.
    case passed
    /// A case failed; the reduced one.
    case falsified(Counterexample<Value>)
    /// A case failed once and not again in the same way.
    case flaky(FlakyCase)
    /// Too many cases were discarded by the property to say anything.
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
  /// Cases that held or failed, without those discarded.
  public let casesRun: Int
  /// Cases the property discarded.
  public let discards: Int
  /// Cases the generator gave up on.
  public let rejections: Int
  /// How the run ended.
  public let outcome: Outcome

  package init(
    property: String, seed: UInt64, casesRun: Int, discards: Int, rejections: Int, outcome: Outcome
  ) {
    self.property = property
    self.seed = seed
    self.casesRun = casesRun
    self.discards = discards
    self.rejections = rejections
    self.outcome = outcome
  }

  /// Whether every case held.
  public var isPassed: Bool {
    if case .passed = outcome { true } else { false }
  }

  /// The reduced failing case, if there is one.
  public var counterexample: Counterexample<Value>? {
    if case .falsified(let found) = outcome { found } else { nil }
  }
}

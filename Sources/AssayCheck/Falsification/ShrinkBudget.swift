/// How much work a reduction may take; the best found so far is kept whatever ends it.
public struct ShrinkBudget: Sendable, Hashable {
  /// The most evaluations of the property.
  public let trials: Int
  /// The most seconds on the wall clock.
  public let seconds: Double

  /// 2,000 trials or 10 seconds, whichever is first.
  public static let standard = ShrinkBudget(trials: 2_000, seconds: 10)

  /// Makes a budget; negative figures and NaN count as zero.
  public init(trials: Int, seconds: Double) {
    self.trials = max(0, trials)
    self.seconds = seconds > 0 ? seconds : 0
  }
}

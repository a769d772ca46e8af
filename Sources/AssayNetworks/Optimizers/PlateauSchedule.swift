/// Lowers the step length when a measure has not improved for some time, as PyTorch's `ReduceLROnPlateau`.
public struct PlateauSchedule: Sendable, Equatable {
  /// Which direction is better.
  public enum Goal: Sendable, Hashable {
    /// Less is better, as of a loss.
    case least
    /// More is better, as of an accuracy.
    case greatest
  }

  /// By how much a measure must beat the best so far to count.
  public enum Threshold: Sendable, Hashable {
    /// By this share of the best.
    case relative(Double)
    /// By this much.
    case absolute(Double)
  }

  /// The step length in force.
  public private(set) var learningRate: Double
  private let goal: Goal
  private let factor: Double
  private let patience: Int
  private let threshold: Threshold
  private let cooldown: Int
  private let minimum: Double
  private var best: Double?
  private var failures = 0
  private var restingFor = 0

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - patience: How many reports in a row may fail to improve; one more lowers the rate.
  ///   - cooldown: For how many reports after that failures do not count.
  ///   - minimum: The least rate. Changes below 10⁻⁸ are not made.
  public init(
    learningRate: Double, goal: Goal = .least, factor: Double = 0.1, patience: Int = 10,
    threshold: Threshold = .relative(1e-4), cooldown: Int = 0, minimum: Double = 0
  ) {
    self.learningRate = learningRate
    self.goal = goal
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
  }

  /// Takes note of a measure, usually once an epoch, and lowers the rate when it is time.
  public mutating func report(_ measure: Double) {
    if improves(measure) {
      best = measure
      failures = 0
    } else {
      failures += 1
    }
    if restingFor > 0 {
      restingFor -= 1
      failures = 0
    }
    guard failures > patience else { return }
    let lowered = max(learningRate * factor, minimum)
    guard learningRate - lowered > 1e-8 else { return }
    learningRate = lowered
    restingFor = cooldown
    failures = 0
  }

  private func improves(_ measure: Double) -> Bool {
    guard let best else { return !measure.isNaN }
    switch (goal, threshold) {
    case (.least, .relative(let share)): return measure < best * (1 - share)
    case (.least, .absolute(let amount)): return measure < best - amount
    case (.greatest, .relative(let share)): return measure > best * (1 + share)
    case (.greatest, .absolute(let amount)): return measure > best + amount
    }
  }
}

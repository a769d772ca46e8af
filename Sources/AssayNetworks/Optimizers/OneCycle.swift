import AssayBase

/// The one-cycle policy (Smith and Topin 2019) as in PyTorch: factors of the highest rate, and momenta.
///
/// The rate rises from 1/`start` to 1 and falls to 1/(`start`·`end`); with three phases it falls to 1/`start` first.
/// Momentum falls while the rate rises.
public struct OneCycle: Sendable, Hashable {
  /// How values move from one turning point to the next.
  public enum Shape: Sendable, Hashable {
    /// Along half a cosine.
    case cosine
    /// Along a straight line.
    case linear
  }

  /// The number of steps of the cycle; the last values hold afterwards.
  public let steps: Int
  /// The share of the steps in which the rate rises.
  public let rise: Double
  /// The highest rate over the first.
  public let start: Double
  /// The first rate over the last.
  public let end: Double
  /// How values move between turning points.
  public let shape: Shape
  /// Whether the fall mirrors the rise, and a last phase goes on from there.
  public let hasThreePhases: Bool
  /// The least and the greatest momentum.
  public let momenta: ClosedRange<Double>

  /// Makes a cycle.
  public init(
    steps: Int, rise: Double = 0.3, start: Double = 25, end: Double = 1e4, shape: Shape = .cosine,
    hasThreePhases: Bool = false, momenta: ClosedRange<Double> = 0.85...0.95
  ) {
    precondition(
      steps > 0 && rise >= 0 && rise <= 1 && start > 0 && end > 0,
      "a cycle needs steps, a share of them to rise in and positive ratios")
    self.steps = steps
    self.rise = rise
    self.start = start
    self.end = end
    self.shape = shape
    self.hasThreePhases = hasThreePhases
    self.momenta = momenta
  }

  /// A turning point: its step, and rate and momentum there.
  private struct Turn {
    let step: Double
    let factor: Double
    let momentum: Double
  }

  private var turns: [Turn] {
    let (low, high) = (momenta.lowerBound, momenta.upperBound)
    let peak = rise * Double(steps) - 1
    let first = Turn(step: 0, factor: 1 / start, momentum: high)
    let top = Turn(step: peak, factor: 1, momentum: low)
    let last = Turn(step: Double(steps - 1), factor: 1 / (start * end), momentum: high)
    let back = Turn(step: 2 * peak, factor: 1 / start, momentum: high)
    return hasThreePhases ? [first, top, back, last] : [first, top, last]
  }

  func factor(at step: Int) -> Double { value(at: step, \.factor) }

  func momentum(at step: Int) -> Double { value(at: step, \.momentum) }

  private func value(at step: Int, _ path: KeyPath<Turn, Double>) -> Double {
    let (place, turns) = (Double(min(step, steps - 1)), turns)
    let next = turns.dropFirst().firstIndex { place <= $0.step } ?? turns.count - 1
    let (from, to) = (turns[next - 1], turns[next])
    let share = to.step > from.step ? (place - from.step) / (to.step - from.step) : 1
    switch shape {
    case .linear: return from[keyPath: path] + (to[keyPath: path] - from[keyPath: path]) * share
    case .cosine:
      let weight = (1 + Trigonometry.cosine(halfTurns: min(max(share, 0), 1))) / 2
      return to[keyPath: path] + (from[keyPath: path] - to[keyPath: path]) * weight
    }
  }
}

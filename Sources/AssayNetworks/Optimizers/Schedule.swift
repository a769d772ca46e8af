import AssayBase

/// How the step length changes over training, as factors of a base rate.
public indirect enum Schedule: Sendable, Equatable {
  /// No change.
  case constant
  /// One factor throughout.
  case scaled(Double)
  /// Times `factor` after every `size` steps.
  case step(size: Int, factor: Double)
  /// Times `factor` at each of the steps `at`.
  case milestones(at: [Int], factor: Double)
  /// Times `factor` after each step.
  case exponential(factor: Double)
  /// (1 − k/steps)^power at step k, 0 from `steps` on.
  case polynomial(steps: Int, power: Double = 1)
  /// Half a cosine from 1 to `floor` over `steps` (Loshchilov and Hutter 2017, equation 5), and up again from there.
  case cosine(steps: Int, floor: Double = 0)
  /// Half cosines from 1 to `floor` that start again: over `first` steps, then each `growth` times as long.
  case cosineRestarts(first: Int, growth: Int = 1, floor: Double = 0)
  /// Linear from one factor to another over `steps`, and constant from there.
  case linear(from: Double, to: Double, steps: Int)
  /// Linear from `start` to 1 over `steps`, then `next`, which starts counting there.
  case warmUp(from: Double, steps: Int, then: Schedule)
  /// `first` for `steps` steps, then `next`, which starts counting there.
  case sequence(Schedule, steps: Int, then: Schedule)
  /// Up to 1 and down again once, with momentum the other way round.
  case oneCycle(OneCycle)

  /// What the base rate is multiplied by at `step`, counted from 0.
  public func factor(at step: Int) -> Double {
    switch self {
    case .constant: return 1
    case .scaled(let factor): return factor
    case .step(let size, let factor):
      return (0..<(step / max(1, size))).reduce(1) { value, _ in value * factor }
    case .milestones(let steps, let factor):
      return steps.reduce(1) { $1 <= step ? $0 * factor : $0 }
    case .exponential(let factor): return Elementary.power(factor, step)
    case .polynomial(let steps, let power):
      return step < steps ? Elementary.power(1 - Double(step) / Double(max(1, steps)), power) : 0
    case .cosine(let steps, let floor): return Self.cosine(step, of: max(1, steps), floor)
    case .cosineRestarts(let first, let growth, let floor):
      var (place, length) = (step, max(1, first))
      if growth <= 1 {
        place %= length
      } else {
        while place >= length { (place, length) = (place - length, length * growth) }
      }
      return Self.cosine(place, of: length, floor)
    case .linear(let start, let end, let steps):
      return step < steps ? start + (end - start) * Double(step) / Double(steps) : end
    case .warmUp(let start, let steps, let next):
      return step < steps
        ? start + (1 - start) * Double(step) / Double(steps) : next.factor(at: step - steps)
    case .sequence(let first, let steps, let next):
      return step < steps ? first.factor(at: step) : next.factor(at: step - steps)
    case .oneCycle(let cycle): return cycle.factor(at: step)
    }
  }

  /// The momentum at `step`, counted from 0, where the schedule has a say in it.
  public func momentum(at step: Int) -> Double? {
    switch self {
    case .oneCycle(let cycle): return cycle.momentum(at: step)
    case .warmUp(_, let steps, let next): return step < steps ? nil : next.momentum(at: step - steps)
    case .sequence(let first, let steps, let next):
      return step < steps ? first.momentum(at: step) : next.momentum(at: step - steps)
    default: return nil
    }
  }

  private static func cosine(_ step: Int, of steps: Int, _ floor: Double) -> Double {
    let place = step % (2 * steps)
    let turns = Double(place <= steps ? place : 2 * steps - place) / Double(steps)
    let factor = 0.5 * (1 + Trigonometry.cosine(halfTurns: turns))
    return floor == 0 ? factor : floor + (1 - floor) * factor
  }
}

import AssayBase

/// How the step length changes over training.
public enum Schedule: Sendable, Equatable {
  /// No change.
  case constant
  /// Half a cosine from 1 to 0 over `steps` (Loshchilov and Hutter 2017, equation 5).
  case cosine(steps: Int)
  /// Linear from `start` to 1 over `steps`, then `next`, which starts counting there.
  indirect case warmUp(from: Double, steps: Int, then: Schedule)
  /// Times `factor` after every `size` steps.
  case step(size: Int, factor: Double)

  /// What the base rate is multiplied by at `step`, counted from 0.
  public func factor(at step: Int) -> Double {
    switch self {
    case .constant: return 1
    case .cosine(let steps):
      return 0.5 * (1 + Trigonometry.cosine(halfTurns: Double(min(step, steps)) / Double(max(1, steps))))
    case .warmUp(let start, let steps, let next):
      return step < steps
        ? start + (1 - start) * Double(step) / Double(steps) : next.factor(at: step - steps)
    case .step(let size, let factor):
      return (0..<(step / max(1, size))).reduce(1) { value, _ in value * factor }
    }
  }
}

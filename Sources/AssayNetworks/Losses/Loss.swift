import AssayTensor

/// What training and attacks minimise or maximise: functions of logits or predictions, differentiable to any order.
///
/// Shapes that do not fit are programming errors.
public enum Loss {
  /// How the losses of examples or elements become one number.
  public enum Reduction: Sendable, Hashable {
    /// Their mean.
    case mean
    /// Their sum.
    case sum
    /// Not at all.
    case none

    /// The losses reduced.
    func callAsFunction(_ losses: Tensor) -> Tensor {
      switch self {
      case .mean: losses.mean()
      case .sum: losses.sum()
      case .none: losses
      }
    }
  }
}

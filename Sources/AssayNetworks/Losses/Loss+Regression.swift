import AssayTensor

extension Loss {
  /// (x − t)², element by element.
  public static func meanSquaredError(_ input: Tensor, targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    reduction(difference(input, targets).squared())
  }

  /// |x − t|, element by element; the derivative at equality is 0.
  public static func l1(_ input: Tensor, targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    reduction(difference(input, targets).absolute())
  }

  /// d²/(2·beta) where |d| = |x − t| < beta, |d| − beta/2 elsewhere (Girshick 2015, equation 3, for beta 1).
  public static func smoothL1(
    _ input: Tensor, targets: Tensor, beta: Float = 1, reduction: Reduction = .mean
  ) -> Tensor {
    precondition(beta >= 0, "a width of \(beta) for the quadratic part is negative")
    guard beta > 0 else { return l1(input, targets: targets, reduction: reduction) }
    let difference = difference(input, targets)
    // With c the difference cut to ±beta: c·(d − c/2)/beta is both parts at once.
    let cut = difference.hardTanh(-beta, beta)
    return reduction(cut * (difference - cut * 0.5) / beta)
  }

  private static func difference(_ input: Tensor, _ targets: Tensor) -> Tensor {
    precondition(
      input.shape == targets.shape, "targets of shape \(targets.shape) do not fit predictions of shape \(input.shape)")
    return input - targets
  }
}

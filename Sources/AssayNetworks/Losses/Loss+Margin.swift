import AssayTensor

extension Loss {
  /// max(z[y] − max over j ≠ y of z[j], −`confidence`): what an untargeted attack brings down.
  ///
  /// Carlini and Wagner 2017, section V.A, f₆. Of equal classes the first counts.
  public static func margin(
    _ logits: Tensor, labels: [Int], confidence: Float = 0, reduction: Reduction = .none
  ) -> Tensor {
    reduction(lead(logits, of: labels).clamped(-confidence, .infinity))
  }

  /// max(max over j ≠ t of z[j] − z[t], −`confidence`): what an attack towards class t brings down.
  public static func targetedMargin(
    _ logits: Tensor, targets: [Int], confidence: Float = 0, reduction: Reduction = .none
  ) -> Tensor {
    reduction((-lead(logits, of: targets)).clamped(-confidence, .infinity))
  }

  /// −(z[y] − max over j ≠ y of z[j]) / (z₍₁₎ − z₍₃₎ + 10⁻¹²), z₍ₖ₎ the k-th largest: the difference of logits ratio.
  ///
  /// Croce and Hein 2020, equation 6. Two classes have no third: then the numerator alone is given.
  public static func differenceOfLogitsRatio(
    _ logits: Tensor, labels: [Int], reduction: Reduction = .none
  ) -> Tensor {
    let numerator = -lead(logits, of: labels)
    guard logits.shape[1] >= 3 else { return reduction(numerator) }
    let ranked = LogitRanking(logits, depth: 3)
    let range = logits.selecting(columns: ranked.columns[0]) - logits.selecting(columns: ranked.columns[2])
    return reduction(numerator / (range + 1e-12))
  }

  /// −(z[y] − z[t]) / (z₍₁₎ − ½(z₍₃₎ + z₍₄₎) + 10⁻¹²): the same towards class t (Croce and Hein 2020, equation 7).
  ///
  /// Fewer than four classes have no such range: then the numerator alone is given.
  public static func targetedDifferenceOfLogitsRatio(
    _ logits: Tensor, labels: [Int], targets: [Int], reduction: Reduction = .none
  ) -> Tensor {
    let numerator = logits.selecting(columns: targets) - logits.selecting(columns: labels)
    guard logits.shape[1] >= 4 else { return reduction(numerator) }
    let ranked = LogitRanking(logits, depth: 4)
    let tail = logits.selecting(columns: ranked.columns[2]) + logits.selecting(columns: ranked.columns[3])
    return reduction(numerator / (logits.selecting(columns: ranked.columns[0]) - tail * 0.5 + 1e-12))
  }

  /// By how much each example's class leads the best other one.
  private static func lead(_ logits: Tensor, of classes: [Int]) -> Tensor {
    precondition(
      logits.shape.rank == 2 && logits.shape[1] >= 2, "logits of shape \(logits.shape) have no other class to compare")
    let ranked = LogitRanking(logits, depth: 2)
    let others = zip(classes, zip(ranked.columns[0], ranked.columns[1])).map { $0 == $1.0 ? $1.1 : $1.0 }
    return logits.selecting(columns: classes) - logits.selecting(columns: others)
  }
}

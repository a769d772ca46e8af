import AssayTensor

extension Loss {
  /// The cross-entropy of N×K logits with N labels.
  ///
  /// With smoothing s the loss of an example is (1 − s)·w[y]·(−log p[y]) + s/K·Σ w[k]·(−log p[k]) (Szegedy et al. 2016,
  /// section 7; class weights as in PyTorch).
  ///
  /// - Parameters:
  ///   - smoothing: The share of each label, in [0, 1], that is spread over all classes.
  ///   - classWeights: One factor for each class; the mean then divides by the sum of the labels' weights.
  public static func crossEntropy(
    _ logits: Tensor, labels: [Int], smoothing: Float = 0, classWeights: [Float]? = nil, reduction: Reduction = .mean
  ) -> Tensor {
    let classes = logits.shape.rank == 2 ? logits.shape[1] : 0
    precondition(
      classWeights.map { $0.count == classes } ?? true,
      "\(classWeights?.count ?? 0) class weights do not fit logits of shape \(logits.shape)")
    precondition(smoothing >= 0 && smoothing <= 1, "a label smoothing of \(smoothing) is not a share")
    var losses = logits.crossEntropy(labels: labels)
    let labelWeights = classWeights.map { weights in
      Tensor(shape: [labels.count], elements: labels.map { weights[$0] })
    }
    if let labelWeights { losses = losses * labelWeights }
    if smoothing > 0 {
      let weights = Tensor(shape: [1, classes], elements: classWeights ?? [Float](repeating: 1, count: classes))
      let spread = -(logits.logSoftmax() * weights).sum(axes: [1])
      losses = losses * (1 - smoothing) + spread * (smoothing / Float(max(1, classes)))
    }
    if reduction == .mean, let labelWeights { return losses.sum() / labelWeights.sum() }
    return reduction(losses)
  }

  /// The cross-entropy of N×K logits with N×K target probabilities: −Σ t log p for each example.
  public static func crossEntropy(_ logits: Tensor, targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    precondition(
      logits.shape == targets.shape && logits.shape.rank == 2,
      "targets of shape \(targets.shape) do not fit logits of shape \(logits.shape)")
    return reduction(-(logits.logSoftmax() * targets).sum(axes: [1]))
  }

  /// The binary cross-entropy of logits with targets in [0, 1], element by element.
  ///
  /// Formed as (1 − t)·softplus(z) + w₊·t·softplus(−z), which keeps the gradient of confident logits.
  ///
  /// - Parameters:
  ///   - positiveWeight: Factors for the positive part, of a shape that stretches to the logits'.
  ///   - weight: Factors for the losses, of a shape that stretches to the logits'.
  public static func binaryCrossEntropy(
    _ logits: Tensor, targets: Tensor, positiveWeight: Tensor? = nil, weight: Tensor? = nil,
    reduction: Reduction = .mean
  ) -> Tensor {
    precondition(
      logits.shape == targets.shape, "targets of shape \(targets.shape) do not fit logits of shape \(logits.shape)")
    let positive = positiveWeight.map { targets * $0 } ?? targets
    let losses = (1 - targets) * logits.softplus() + positive * (-logits).softplus()
    return reduction(weight.map { losses * $0 } ?? losses)
  }
}

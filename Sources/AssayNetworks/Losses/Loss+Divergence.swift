import AssayTensor

extension Loss {
  /// Σ p (log p − log q) of the softmaxes p of `logits` and q of `other`, for each of N examples.
  ///
  /// Gradients flow into both.
  public static func klDivergence(_ logits: Tensor, from other: Tensor, reduction: Reduction = .mean) -> Tensor {
    checkPair(logits, other)
    return reduction((logits.softmax() * (logits.logSoftmax() - other.logSoftmax())).sum(axes: [1]))
  }

  /// The objective of TRADES: the clean cross-entropy plus `beta` times KL(clean ‖ adversarial), both means over examples.
  ///
  /// Zhang et al. 2019, "Theoretically principled trade-off between robustness and accuracy", equation 5.
  public static func trades(clean: Tensor, adversarial: Tensor, labels: [Int], beta: Float = 6) -> Tensor {
    crossEntropy(clean, labels: labels) + klDivergence(clean, from: adversarial) * beta
  }

  /// ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2, of the softmaxes p and q, in natural units, for each of N examples.
  ///
  /// At most log 2 (Lin 1991).
  public static func jensenShannonDivergence(
    _ logits: Tensor, _ other: Tensor, reduction: Reduction = .mean
  ) -> Tensor {
    checkPair(logits, other)
    let (logP, logQ) = (logits.logSoftmax(), other.logSoftmax())
    // log m from the logarithms: m itself may underflow.
    let logM = Tensor.maximum(logP, logQ) + (-(logP - logQ).absolute()).softplus() - 0.693_147_181
    let terms = logits.softmax() * (logP - logM) + other.softmax() * (logQ - logM)
    return reduction(terms.sum(axes: [1]) * 0.5)
  }

  private static func checkPair(_ logits: Tensor, _ other: Tensor) {
    precondition(
      logits.shape == other.shape && logits.shape.rank == 2,
      "logits of shapes \(logits.shape) and \(other.shape) cannot be compared")
  }
}

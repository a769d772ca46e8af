extension Tensor {
  /// The derivative of a softmax with values `probabilities` applied to `self`: p · (u − Σ u p).
  func projectedBySoftmax(_ probabilities: Tensor) -> Tensor {
    let weighted = self * probabilities
    return weighted - probabilities * weighted.summed(to: [shape[0], 1])
  }

  private func asRows(_ function: (Tensor) -> Tensor) -> Tensor {
    precondition(shape.rank == 2, "softmax needs an N×K matrix, not a tensor of shape \(shape)")
    return function(self)
  }

  /// The softmax of each row of an N×K matrix.
  public func softmax() -> Tensor { asRows { apply(Softmax(), [$0]) } }

  /// The logarithm of the softmax of each row of an N×K matrix.
  public func logSoftmax() -> Tensor { asRows { apply(LogSoftmax(), [$0]) } }
}

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

  /// Brings `axis` to the end, sees the tensor as a matrix, and undoes both afterwards.
  private func asRows(axis: Int, _ function: (Tensor) -> Tensor) -> Tensor {
    let axis = shape.resolved(axis: axis)
    var order = Array(0..<shape.rank)
    order.append(order.remove(at: axis))
    let moved = permuted(order)
    let rows = moved.reshaped(to: [count / max(1, shape[axis]), shape[axis]])
    var inverse = order
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return function(rows).reshaped(to: moved.shape).permuted(inverse)
  }

  /// The softmax of each row of an N×K matrix.
  public func softmax() -> Tensor { asRows { apply(Softmax(), [$0]) } }

  /// The logarithm of the softmax of each row of an N×K matrix.
  public func logSoftmax() -> Tensor { asRows { apply(LogSoftmax(), [$0]) } }

  /// The softmax along any axis; negative axes count from the end.
  public func softmax(axis: Int) -> Tensor { asRows(axis: axis) { $0.softmax() } }

  /// The logarithm of the softmax along any axis; negative axes count from the end.
  public func logSoftmax(axis: Int) -> Tensor { asRows(axis: axis) { $0.logSoftmax() } }
}

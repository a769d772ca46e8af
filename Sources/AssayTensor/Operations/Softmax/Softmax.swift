import CAssayKernels

/// The softmax of every row.
struct Softmax: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { assay_softmax_rows($0, x.pointer, x.shape[0], x.shape[1]) }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.projectedBySoftmax(output)]
  }
}

/// The logarithm of the softmax of every row, without overflow.
struct LogSoftmax: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { assay_log_softmax_rows($0, x.pointer, x.shape[0], x.shape[1]) }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream - inputs[0].softmax() * upstream.summed(to: [upstream.shape[0], 1])]
  }
}

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

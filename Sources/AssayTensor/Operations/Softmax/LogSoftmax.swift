import CAssayKernels

/// The logarithm of the softmax of every row, without overflow.
struct LogSoftmax: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { assay_log_softmax_rows($0, x.pointer, x.shape[0], x.shape[1]) }
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream - inputs[0].softmax() * upstream.summed(to: [upstream.shape[0], 1])]
  }
}

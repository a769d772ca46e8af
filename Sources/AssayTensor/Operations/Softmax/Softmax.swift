import CAssayKernels

/// The softmax of every row.
struct Softmax: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { assay_softmax_rows($0, x.pointer, x.shape[0], x.shape[1]) }
  }

  func kept(needed: [Bool]) -> KeptTensors { .output }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.projectedBySoftmax(output)]
  }
}

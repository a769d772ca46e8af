import CAssayKernels

/// The cross-entropy of every row of logits with its label.
struct CrossEntropy: Operation {
  let labels: [Int]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: [labels.count]) { out in
      assay_cross_entropy_rows(out, nil, x.pointer, labels.map(Int32.init), x.shape[0], x.shape[1])
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(CrossEntropyGradient(labels: labels), [inputs[0]]) * upstream.reshaped(to: [labels.count, 1])]
  }
}

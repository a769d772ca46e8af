import CAssayKernels

/// softmax − one-hot, whose entry at the label is formed as minus the sum of the others.
///
/// p − 1 would round to 0 for a confident row, and an attack would see no gradient.
struct CrossEntropyGradient: Operation {
  let labels: [Int]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { out in
      withScratch(labels.count) { losses in
        assay_cross_entropy_rows(losses, out, x.pointer, labels.map(Int32.init), x.shape[0], x.shape[1])
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.projectedBySoftmax(inputs[0].softmax())]
  }
}

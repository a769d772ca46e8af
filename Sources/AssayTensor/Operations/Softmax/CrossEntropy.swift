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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(CrossEntropyGradient(labels: labels), [inputs[0]]) * upstream.reshaped(to: [labels.count, 1])]
  }
}

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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.projectedBySoftmax(inputs[0].softmax())]
  }
}

extension Tensor {
  /// The cross-entropy −log softmax(x)[label] of each row of an N×K matrix: N numbers.
  ///
  /// The labels must be N numbers below K; anything else is a programming error.
  public func crossEntropy(labels: [Int]) -> Tensor {
    precondition(
      shape.rank == 2 && labels.count == shape[0] && labels.allSatisfy { $0 >= 0 && $0 < shape[1] },
      "labels \(labels.prefix(8)) do not fit logits of shape \(shape)")
    return apply(CrossEntropy(labels: labels), [self])
  }
}

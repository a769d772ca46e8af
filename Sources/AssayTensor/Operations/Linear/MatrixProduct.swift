import CAssayKernels

/// The product of two matrices, either of which may be read transposed, with an optional bias for each column.
struct MatrixProduct: Operation {
  let transposesLeft: Bool
  let transposesRight: Bool

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (a, b) = (inputs[0], inputs[1])
    let bias = inputs.count > 2 ? inputs[2] : nil
    let (m, k) = transposesLeft ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let n = transposesRight ? b.shape[0] : b.shape[1]
    return Tensor(shape: [m, n]) { out in
      let product = MatrixProductJob(
        m: m, n: n, k: k, a: a.storage, rowStride: transposesLeft ? 1 : k, step: transposesLeft ? m : 1,
        b: b.storage, bRowStride: transposesRight ? 1 : n, bColumnStride: transposesRight ? k : 1,
        bias: bias?.storage, out: KernelOutput(out))
      product.run()
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (a, b) = (inputs[0], inputs[1])
    var gradients: [Tensor?] = [nil, nil]
    if needed[0] {
      gradients[0] =
        transposesLeft
        ? Tensor.product(b, upstream, transposingLeft: transposesRight, transposingRight: true)
        : Tensor.product(upstream, b, transposingLeft: false, transposingRight: !transposesRight)
    }
    if needed[1] {
      gradients[1] =
        transposesRight
        ? Tensor.product(upstream, a, transposingLeft: true, transposingRight: transposesLeft)
        : Tensor.product(a, upstream, transposingLeft: !transposesLeft, transposingRight: false)
    }
    if inputs.count > 2 {
      gradients.append(needed[2] ? upstream.summed(to: [1, output.shape[1]]).reshaped(to: inputs[2].shape) : nil)
    }
    return gradients
  }
}

import CAssayKernels

/// Applies an activation to each element.
struct ActivationOperation: Operation {
  let function: ActivationFunction

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { out in
      let (out, source, kernel) = (KernelOutput(out), x.storage, function.kernel)
      ElementLoop.run(x.count) { range in
        var kernel = kernel
        let offset = range.lowerBound
        assay_activation_apply(&kernel, out.pointer + offset, source.pointer + offset, range.count)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(ActivationGradient(function: function), [upstream, inputs[0]])]
  }
}

import CAssayKernels

/// The first input times the activation's derivative at the second.
struct ActivationGradient: Operation {
  let function: ActivationFunction

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (gradient, x) = (inputs[0], inputs[1])
    return Tensor(shape: x.shape) { out in
      let (out, kernel) = (KernelOutput(out), function.kernel)
      let (upstream, source) = (gradient.storage, x.storage)
      ElementLoop.run(x.count) { range in
        var kernel = kernel
        let offset = range.lowerBound
        assay_activation_backward(
          &kernel, out.pointer + offset, upstream.pointer + offset, source.pointer + offset, range.count)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs(needed[1], true) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (gradient, x) = (inputs[0], inputs[1])
    return [
      needed[0] ? apply(self, [upstream, x]) : nil,
      needed[1] ? function.curvature(at: x).map { upstream * gradient * $0 } : nil,
    ]
  }
}

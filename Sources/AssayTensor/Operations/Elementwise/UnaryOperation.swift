import CAssayKernels

/// Applies a function to each element.
struct UnaryOperation: Operation {
  let function: UnaryFunction

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { out in
      let (out, source, kernel) = (KernelOutput(out), x.storage, function.kernel)
      ElementLoop.run(x.count) { range in
        assay_unary_apply(kernel, out.pointer + range.lowerBound, source.pointer + range.lowerBound, range.count)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors {
    switch function {
    case .negate, .sign, .step: .nothing
    case .absolute, .log, .softplus, .square, .erf: .inputs
    case .relu, .exp, .tanh, .sigmoid, .squareRoot, .reciprocal: .output
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let x = inputs[0]
    switch function {
    case .negate: return [-upstream]
    case .absolute: return [upstream * x.sign()]
    case .sign, .step: return [nil]
    case .relu: return [upstream.masked(wherePositive: output)]
    case .exp: return [upstream * output]
    case .log: return [upstream / x]
    case .tanh: return [upstream * (1 - output.squared())]
    case .sigmoid: return [upstream * (output * (1 - output))]
    case .softplus: return [upstream * x.sigmoid()]
    case .squareRoot: return [upstream * 0.5 / output]
    case .reciprocal: return [-(upstream * output.squared())]
    case .square: return [upstream * (x * 2)]
    case .erf: return [upstream * ((-x.squared()).exp() * 1.128_379_167)]
    }
  }
}

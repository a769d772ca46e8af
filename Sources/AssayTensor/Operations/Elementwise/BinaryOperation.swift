import CAssayKernels

/// Applies a function to the elements of two tensors of the same shape.
struct BinaryOperation: Operation {
  let function: BinaryFunction

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, y) = (inputs[0], inputs[1])
    return Tensor(shape: x.shape) { out in
      let (out, x, y, kernel) = (KernelOutput(out), x.storage, y.storage, function.kernel)
      ElementLoop.run(x.count) { range in
        let offset = range.lowerBound
        assay_binary_apply(kernel, out.pointer + offset, x.pointer + offset, y.pointer + offset, range.count)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors {
    switch function {
    case .add, .subtract: .nothing
    case .multiply: .factors(needed: needed)
    case .divide: .inputs(false, true, output: needed[1])
    case .maximum, .minimum: .inputs
    case .maskPositive: .inputs(false, true)
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (x, y) = (inputs[0], inputs[1])
    switch function {
    case .add: return [upstream, upstream]
    case .subtract: return [upstream, needed[1] ? -upstream : nil]
    case .multiply: return [needed[0] ? upstream * y : nil, needed[1] ? upstream * x : nil]
    case .divide:
      let quotient = upstream / y
      return [quotient, needed[1] ? -(quotient * output) : nil]
    case .maximum, .minimum:
      // The share of x: 1 where it wins, ½ where both are equal.
      let share = ((function == .maximum ? x - y : y - x).detached.sign() + 1) * 0.5
      return [needed[0] ? upstream * share : nil, needed[1] ? upstream * (1 - share) : nil]
    case .maskPositive: return [needed[0] ? upstream.masked(wherePositive: y) : nil, nil]
    }
  }
}

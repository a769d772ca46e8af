import CAssayKernels

/// Applies a function with a number that is not differentiated on the right.
struct ScalarOperation: Operation {
  let function: BinaryFunction
  let scalar: Float

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { out in
      let (out, source, kernel, scalar) = (KernelOutput(out), x.storage, function.kernel, scalar)
      ElementLoop.run(x.count) { range in
        assay_binary_scalar(
          kernel, out.pointer + range.lowerBound, source.pointer + range.lowerBound, scalar, range.count)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors {
    function == .maximum || function == .minimum ? .inputs : .nothing
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    switch function {
    case .add, .subtract: [upstream]
    case .multiply: [upstream * scalar]
    case .divide: [upstream / scalar]
    case .maximum: [upstream * (((inputs[0] - scalar).detached.sign() + 1) * 0.5)]
    case .minimum: [upstream * (((scalar - inputs[0]).detached.sign() + 1) * 0.5)]
    case .maskPositive: [scalar <= 0 ? nil : upstream]
    }
  }
}

import CAssayKernels

/// A function of pairs of elements.
package enum BinaryFunction: Sendable {
  case add, subtract, multiply, divide, maskPositive

  fileprivate var kernel: assay_binary {
    switch self {
    case .add: ASSAY_ADD
    case .subtract: ASSAY_SUBTRACT
    case .multiply: ASSAY_MULTIPLY
    case .divide: ASSAY_DIVIDE
    case .maskPositive: ASSAY_MASK_POSITIVE
    }
  }
}

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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (x, y) = (inputs[0], inputs[1])
    switch function {
    case .add: return [upstream, upstream]
    case .subtract: return [upstream, needed[1] ? -upstream : nil]
    case .multiply: return [needed[0] ? upstream * y : nil, needed[1] ? upstream * x : nil]
    case .divide:
      let quotient = upstream / y
      return [quotient, needed[1] ? -(quotient * output) : nil]
    case .maskPositive: return [needed[0] ? upstream.masked(wherePositive: y) : nil, nil]
    }
  }
}

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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    switch function {
    case .add, .subtract: [upstream]
    case .multiply: [upstream * scalar]
    case .divide: [upstream / scalar]
    case .maskPositive: [scalar > 0 ? upstream : nil]
    }
  }
}

extension Tensor {
  /// Applies `function` after stretching both to a common shape (axes of extent 1 are repeated).
  private static func binary(_ function: BinaryFunction, _ x: Tensor, _ y: Tensor) -> Tensor {
    if x.shape == y.shape { return apply(BinaryOperation(function: function), [x, y]) }
    let shape = Shape.broadcast(x.shape, y.shape)
    return apply(BinaryOperation(function: function), [x.broadcast(to: shape), y.broadcast(to: shape)])
  }

  private func scalar(_ function: BinaryFunction, _ scalar: Float) -> Tensor {
    apply(ScalarOperation(function: function, scalar: scalar), [self])
  }

  /// The sums of the elements.
  public static func + (x: Tensor, y: Tensor) -> Tensor { binary(.add, x, y) }

  /// The differences of the elements.
  public static func - (x: Tensor, y: Tensor) -> Tensor { binary(.subtract, x, y) }

  /// The products of the elements.
  public static func * (x: Tensor, y: Tensor) -> Tensor { binary(.multiply, x, y) }

  /// The quotients of the elements.
  public static func / (x: Tensor, y: Tensor) -> Tensor { binary(.divide, x, y) }

  /// Adds a number to every element.
  public static func + (x: Tensor, y: Float) -> Tensor { x.scalar(.add, y) }

  /// Subtracts a number from every element.
  public static func - (x: Tensor, y: Float) -> Tensor { x.scalar(.subtract, y) }

  /// Multiplies every element by a number.
  public static func * (x: Tensor, y: Float) -> Tensor { x.scalar(.multiply, y) }

  /// Divides every element by a number.
  public static func / (x: Tensor, y: Float) -> Tensor { x.scalar(.divide, y) }

  /// Subtracts every element from a number.
  public static func - (x: Float, y: Tensor) -> Tensor { -y + x }

  /// The elements where those of `mask` are positive, 0 elsewhere; `mask` is not differentiated.
  package func masked(wherePositive mask: Tensor) -> Tensor {
    apply(BinaryOperation(function: .maskPositive), [self, mask])
  }
}

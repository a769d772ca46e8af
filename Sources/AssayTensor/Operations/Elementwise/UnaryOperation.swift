import AssayBase
import CAssayKernels

/// A function of each element.
package enum UnaryFunction: Sendable {
  case negate, absolute, sign, relu, step, exp, log, tanh, sigmoid, softplus, squareRoot, reciprocal, square

  fileprivate var kernel: assay_unary {
    switch self {
    case .negate: ASSAY_NEGATE
    case .absolute: ASSAY_ABSOLUTE
    case .sign: ASSAY_SIGN
    case .relu: ASSAY_RELU
    case .step: ASSAY_STEP
    case .exp: ASSAY_EXP
    case .log: ASSAY_LOG
    case .tanh: ASSAY_TANH
    case .sigmoid: ASSAY_SIGMOID
    case .softplus: ASSAY_SOFTPLUS
    case .squareRoot: ASSAY_SQUARE_ROOT
    case .reciprocal: ASSAY_RECIPROCAL
    case .square: ASSAY_SQUARE
    }
  }
}

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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let x = inputs[0]
    switch function {
    case .negate: return [-upstream]
    case .absolute: return [upstream * x.sign()]
    case .sign, .step: return [nil]
    case .relu: return [upstream.masked(wherePositive: x)]
    case .exp: return [upstream * output]
    case .log: return [upstream / x]
    case .tanh: return [upstream * (1 - output.squared())]
    case .sigmoid: return [upstream * (output * (1 - output))]
    case .softplus: return [upstream * x.sigmoid()]
    case .squareRoot: return [upstream * 0.5 / output]
    case .reciprocal: return [-(upstream * output.squared())]
    case .square: return [upstream * (x * 2)]
    }
  }
}

/// Deals the elements of large tensors to the workers.
enum ElementLoop {
  static func run(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    WorkerPool.forEachSlice(of: count, size: 1 << 16, body)
  }
}

/// Where a kernel writes; each worker to its own part.
package struct KernelOutput: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Float>

  package init(_ pointer: UnsafeMutablePointer<Float>) { self.pointer = pointer }
}

extension Tensor {
  private func unary(_ function: UnaryFunction) -> Tensor { apply(UnaryOperation(function: function), [self]) }

  /// The negated elements.
  public static prefix func - (x: Tensor) -> Tensor { x.unary(.negate) }

  /// The absolute values; the derivative at 0 is 0.
  public func absolute() -> Tensor { unary(.absolute) }

  /// -1, 0 or 1; the derivative is 0.
  public func sign() -> Tensor { unary(.sign) }

  /// max(x, 0); the derivative at 0 is 0.
  public func relu() -> Tensor { unary(.relu) }

  /// e to the power of each element.
  public func exp() -> Tensor { unary(.exp) }

  /// The natural logarithms.
  public func log() -> Tensor { unary(.log) }

  /// The hyperbolic tangents.
  public func tanh() -> Tensor { unary(.tanh) }

  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Tensor { unary(.sigmoid) }

  /// log(1 + eˣ).
  public func softplus() -> Tensor { unary(.softplus) }

  /// x · sigmoid(x) (Elfwing, Uchibe and Doya 2018).
  public func silu() -> Tensor { self * sigmoid() }

  /// The square roots.
  public func squareRoot() -> Tensor { unary(.squareRoot) }

  /// 1 / x.
  public func reciprocal() -> Tensor { unary(.reciprocal) }

  /// x².
  public func squared() -> Tensor { unary(.square) }
}

import CAssayKernels

/// A function of each element.
package enum UnaryFunction: Sendable {
  case negate, absolute, sign, relu, step, exp, log, tanh, sigmoid, softplus, squareRoot, reciprocal, square, erf

  var kernel: assay_unary {
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
    case .erf: ASSAY_ERF
    }
  }
}

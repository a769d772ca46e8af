import CAssayKernels

/// A function of pairs of elements.
package enum BinaryFunction: Sendable {
  case add, subtract, multiply, divide, maskPositive

  var kernel: assay_binary {
    switch self {
    case .add: ASSAY_ADD
    case .subtract: ASSAY_SUBTRACT
    case .multiply: ASSAY_MULTIPLY
    case .divide: ASSAY_DIVIDE
    case .maskPositive: ASSAY_MASK_POSITIVE
    }
  }
}

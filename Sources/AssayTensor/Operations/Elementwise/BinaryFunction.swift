import CAssayKernels

/// A function of pairs of elements.
package enum BinaryFunction: Sendable {
  case add, subtract, multiply, divide, maximum, minimum, maskPositive

  var kernel: assay_binary {
    switch self {
    case .add: ASSAY_ADD
    case .subtract: ASSAY_SUBTRACT
    case .multiply: ASSAY_MULTIPLY
    case .divide: ASSAY_DIVIDE
    case .maximum: ASSAY_MAXIMUM
    case .minimum: ASSAY_MINIMUM
    case .maskPositive: ASSAY_MASK_POSITIVE
    }
  }
}

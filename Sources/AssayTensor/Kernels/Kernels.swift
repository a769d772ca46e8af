import AssayBase
import CAssayKernels

/// The kernels' instruction set, chosen once for the machine and overridable for a test.
package enum Kernels {
  /// The instruction set in force here.
  package static var instructionSet: assay_isa {
    guard let wanted = ComputeContext.current.instructionSet, supported.contains(wanted) else { return widest }
    return wanted.cValue
  }

  /// The instruction sets of this machine; asking the processor is slow on virtual machines, so it is asked once.
  package static let supported: [InstructionSet] = InstructionSet.allCases.filter { assay_isa_is_supported($0.cValue) }

  private static let widest = assay_isa_best()
}

extension InstructionSet {
  /// The kernels' name for it.
  var cValue: assay_isa {
    switch self {
    case .portable: ASSAY_ISA_PORTABLE
    case .avx2: ASSAY_ISA_AVX2
    case .avx512: ASSAY_ISA_AVX512
    case .neon: ASSAY_ISA_NEON
    }
  }
}

/// Floats that a kernel may scribble on during one call.
package func withScratch<Result>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) throws -> Result) rethrows
  -> Result
{
  let storage = TensorStorage(count: count)
  return try withExtendedLifetime(storage) { try body(storage.pointer) }
}

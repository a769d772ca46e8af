/// The families of machine instructions that the kernels are written for; results are the same bits on all of them.
package enum InstructionSet: String, Sendable, CaseIterable {
  /// Plain C with the fused multiply-add of the C library: slow, and right everywhere.
  case portable
  /// x86-64 with AVX2 and FMA.
  case avx2
  /// x86-64 with AVX-512F.
  case avx512
  /// ARM64.
  case neon
}

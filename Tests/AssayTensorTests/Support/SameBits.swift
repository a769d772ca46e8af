import AssayTensor
import Foundation

/// Whether two tensors have the same shape and the same bits.
func haveSameBits(_ x: Tensor, _ y: Tensor) -> Bool {
  x.shape == y.shape && memcmp(x.pointer, y.pointer, x.count * MemoryLayout<Float>.stride) == 0
}

/// Whether two lists of tensors have the same shapes and the same bits.
func haveSameBits(_ x: [Tensor], _ y: [Tensor]) -> Bool {
  x.count == y.count && zip(x, y).allSatisfy { haveSameBits($0, $1) }
}

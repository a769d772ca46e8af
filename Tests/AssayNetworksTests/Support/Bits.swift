import AssayTensor
import Foundation

/// Whether two tensors have the same shape and the same bits.
package func haveSameBits(_ x: Tensor, _ y: Tensor) -> Bool {
  x.shape == y.shape && memcmp(x.pointer, y.pointer, x.count * MemoryLayout<Float>.stride) == 0
}

/// The largest distance of two elements; infinite when shapes differ or a number is NaN.
package func largestDistance(_ x: Tensor, _ y: Tensor) -> Float {
  guard x.shape == y.shape else { return .infinity }
  return zip(x.elements, y.elements).reduce(0) { $1.0 == $1.1 ? $0 : max($0, ($1.0 - $1.1).magnitude.nanIsInfinite) }
}

extension Float {
  fileprivate var nanIsInfinite: Float { isNaN ? .infinity : self }
}

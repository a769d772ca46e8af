/// The factor L of a symmetric positive definite matrix A = L·Lᵀ, which solves systems of A.
///
/// In double precision, without fused operations or another order of sums on any machine. Costs n³/6 multiplications to
/// make, and n² for each system.
package struct CholeskyFactor: Sendable {
  /// The number of rows and columns.
  package let size: Int
  /// Row major; above the diagonal nothing is read.
  private var factor: [Double]

  /// Factors `matrix`, row major, of which only the diagonal and what is below it are read.
  ///
  /// Nil when the matrix is not positive definite to rounding: when what is left of a diagonal element is not above
  /// `tolerance` times that element, so that a column is one of those before it, or nearly so.
  package init?(_ matrix: [Double], size: Int, tolerance: Double = 1e-13) {
    precondition(matrix.count == size * size, "\(matrix.count) numbers do not make a square of \(size)")
    self.size = size
    factor = matrix
    let isDefinite = factor.withUnsafeMutableBufferPointer { factor in
      for row in 0..<size {
        for column in 0...row {
          var rest = factor[row * size + column]
          var k = 0
          while k < column {
            rest -= factor[row * size + k] * factor[column * size + k]
            k += 1
          }
          if column < row {
            factor[row * size + column] = rest / factor[column * size + column]
          } else if rest > tolerance * matrix[row * size + row] {
            factor[row * size + row] = rest.squareRoot()
          } else {
            return false
          }
        }
      }
      return true
    }
    if !isDefinite { return nil }
  }

  /// The x of A·x = `right`.
  package func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == size, "\(right.count) numbers are no right side of \(size) equations")
    var x = right
    x.withUnsafeMutableBufferPointer { x in
      factor.withUnsafeBufferPointer { factor in
        for row in 0..<size {
          for k in 0..<row { x[row] -= factor[row * size + k] * x[k] }
          x[row] /= factor[row * size + row]
        }
        for row in (0..<size).reversed() {
          x[row] /= factor[row * size + row]
          for k in 0..<row { x[k] -= factor[row * size + k] * x[row] }
        }
      }
    }
    return x
  }

  /// The inverse of A, row major.
  package func inverse() -> [Double] {
    var unit = [Double](repeating: 0, count: size)
    return (0..<size).flatMap { column in
      unit[column] = 1
      defer { unit[column] = 0 }
      return solve(unit)
    }
  }
}

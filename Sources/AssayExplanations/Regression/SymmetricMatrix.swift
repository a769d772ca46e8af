/// A symmetric matrix in double precision, all entries kept, row after row.
package struct SymmetricMatrix {
  package let side: Int
  package private(set) var entries: [Double]

  /// The products of vectors of one length with each other.
  package init(productsOf vectors: [[Double]]) {
    side = vectors.count
    entries = [Double](repeating: 0, count: side * side)
    for row in 0..<side {
      for column in 0...row {
        let product = Self.product(vectors[row], vectors[column])
        entries[row * side + column] = product
        entries[column * side + row] = product
      }
    }
  }

  /// A matrix of entries known to be symmetric.
  package init(side: Int, entries: [Double]) {
    precondition(entries.count == side * side, "\(entries.count) entries do not fill a matrix of side \(side)")
    self.side = side
    self.entries = entries
  }

  /// The inner product of two vectors of one length, in order.
  package static func product(_ x: [Double], _ y: [Double]) -> Double {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var (sum, index) = (0.0, 0)
        while index < x.count {
          sum += x[index] * y[index]
          index += 1
        }
        return sum
      }
    }
  }

  package subscript(row: Int, column: Int) -> Double { entries[row * side + column] }

  /// The sum of the diagonal.
  package var trace: Double { (0..<side).reduce(0) { $0 + self[$1, $1] } }

  /// The matrix with `value` added along the diagonal.
  package func addingToDiagonal(_ value: Double) -> SymmetricMatrix {
    var sum = self
    for index in 0..<side { sum.entries[index * side + index] += value }
    return sum
  }

  /// The matrix times a vector.
  package func times(_ x: [Double]) -> [Double] {
    (0..<side).map { Self.product(Array(entries[$0 * side..<($0 + 1) * side]), x) }
  }

  /// The lower factor L of a positive definite matrix, L·Lᵀ (Cholesky), row after row.
  ///
  /// A pivot that rounding leaves at or below zero makes its row and column count for nothing.
  package func choleskyFactor() -> CholeskyFactor {
    var lower = [[Double]](repeating: [], count: side)
    for row in 0..<side {
      var line = [Double](repeating: 0, count: row + 1)
      for column in 0..<row {
        let known = Self.product(Array(line[0..<column]), lower[column])
        let pivot = lower[column][column]
        line[column] = pivot > 0 ? (self[row, column] - known) / pivot : 0
      }
      let rest = self[row, row] - Self.product(Array(line[0..<row]), line)
      line[row] = rest > 0 ? rest.squareRoot() : 0
      lower[row] = line
    }
    return CholeskyFactor(lower: lower)
  }
}

/// The triangular factor of a positive definite matrix.
package struct CholeskyFactor {
  /// Row r has r + 1 entries.
  package let lower: [[Double]]

  /// The solution x of L·Lᵀ·x = y.
  package func solve(_ y: [Double]) -> [Double] {
    var x = y
    for row in lower.indices {
      var sum = x[row]
      for column in 0..<row { sum -= lower[row][column] * x[column] }
      x[row] = lower[row][row] > 0 ? sum / lower[row][row] : 0
    }
    for row in lower.indices.reversed() {
      let pivot = lower[row][row]
      x[row] = pivot > 0 ? x[row] / pivot : 0
      for column in 0..<row { x[column] -= lower[row][column] * x[row] }
    }
    return x
  }
}

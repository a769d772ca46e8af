import CAssayKernels

extension Tensor {
  /// Whether two tensors have the same shape and the same bits.
  package func isIdentical(to other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    return (0..<count).allSatisfy { pointer[$0].bitPattern == other.pointer[$0].bitPattern }
  }

  /// The rows `range` along the first axis; a copy.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      shape.rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows \(range) do not exist in a tensor of shape \(shape)")
    let rowCount = shape[0] == 0 ? 0 : count / shape[0]
    return Tensor(shape: shape.withFirst(range.count)) { out in
      out.update(from: pointer + range.lowerBound * rowCount, count: range.count * rowCount)
    }
  }

  /// The rows `indices` along the first axis, in that order; a copy.
  public func rows(_ indices: [Int]) -> Tensor {
    precondition(
      shape.rank > 0 && indices.allSatisfy { $0 >= 0 && $0 < shape[0] },
      "some of the rows do not exist in a tensor of shape \(shape)")
    let rowCount = shape[0] == 0 ? 0 : count / shape[0]
    return Tensor(shape: shape.withFirst(indices.count)) { out in
      for (row, index) in indices.enumerated() {
        (out + row * rowCount).update(from: pointer + index * rowCount, count: rowCount)
      }
    }
  }

  /// Tensors of equal shapes but for their first extent, one after the other.
  package static func concatenatingRows(_ parts: [Tensor]) -> Tensor {
    guard let first = parts.first else { return .zeros([0]) }
    let total = parts.reduce(0) { $0 + $1.shape[0] }
    return Tensor(shape: first.shape.withFirst(total)) { out in
      var cursor = out
      for part in parts {
        precondition(
          part.shape.withFirst(0) == first.shape.withFirst(0),
          "cannot put shapes \(first.shape) and \(part.shape) one after the other")
        cursor.update(from: part.pointer, count: part.count)
        cursor += part.count
      }
    }
  }

  /// A copy with some rows replaced.
  package func replacing(rows indices: [Int], with replacement: Tensor) -> Tensor {
    let rowCount = count / max(1, shape[0])
    return Tensor(shape: shape) { out in
      out.update(from: pointer, count: count)
      for (row, index) in indices.enumerated() {
        (out + index * rowCount).update(from: replacement.pointer + row * rowCount, count: rowCount)
      }
    }
  }
}

extension Tensor {
  /// Whether two tensors have the same shape and the same bits.
  package func isIdentical(to other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    return (0..<count).allSatisfy { pointer[$0].bitPattern == other.pointer[$0].bitPattern }
  }

  /// The number of elements of one row along the first axis.
  var rowSize: Int { shape.dimensions.dropFirst().reduce(1, *) }

  /// The rows `range` along the first axis.
  public func rows(_ range: Range<Int>) -> Tensor { rows(Array(range)) }

  /// The rows `indices` along the first axis, in that order.
  public func rows(_ indices: [Int]) -> Tensor {
    precondition(
      shape.rank > 0 && indices.allSatisfy { $0 >= 0 && $0 < shape[0] },
      "some of the rows do not exist in a tensor of shape \(shape)")
    return apply(RowSelection(indices: indices), [self])
  }

  /// Tensors of equal shapes but for their first extent, one after the other; not for tensors that a gradient follows.
  package static func concatenatingRows(_ parts: [Tensor]) -> Tensor {
    guard let first = parts.first else { return .zeros([0]) }
    let total = parts.reduce(0) { $0 + $1.shape[0] }
    return Tensor(shape: first.shape.withFirst(total)) { out in
      var cursor = out
      for part in parts {
        precondition(
          part.shape.withFirst(0) == first.shape.withFirst(0) && part.level == 0,
          "cannot put shapes \(first.shape) and \(part.shape) one after the other")
        cursor.update(from: part.pointer, count: part.count)
        cursor += part.count
      }
    }
  }

  /// A copy with some rows replaced; not for tensors that a gradient follows.
  package func replacing(rows indices: [Int], with replacement: Tensor) -> Tensor {
    precondition(level == 0 && replacement.level == 0, "rows of a tensor that a gradient follows cannot be replaced")
    let size = rowSize
    return Tensor(shape: shape) { out in
      out.update(from: pointer, count: count)
      for (row, index) in indices.enumerated() {
        (out + index * size).update(from: replacement.pointer + row * size, count: size)
      }
    }
  }
}

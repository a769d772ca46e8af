/// Takes one element of every row of a matrix.
struct Selection: Operation {
  let columns: [Int]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: [columns.count]) { out in
      for (row, column) in columns.enumerated() { out[row] = x.pointer[row * x.shape[1] + column] }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(Placement(columns: columns, width: inputs[0].shape[1]), [upstream])]
  }
}

/// Puts one element into every row of a matrix of zeros: the transpose of ``Selection``.
struct Placement: Operation {
  let columns: [Int]
  let width: Int

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: [columns.count, width]) { out in
      out.update(repeating: 0, count: columns.count * width)
      for (row, column) in columns.enumerated() { out[row * width + column] = x.pointer[row] }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(Selection(columns: columns), [upstream])]
  }
}

extension Tensor {
  /// Element `columns[r]` of each row r of an N×K matrix: N numbers.
  public func selecting(columns: [Int]) -> Tensor {
    precondition(
      shape.rank == 2 && columns.count == shape[0] && columns.allSatisfy { $0 >= 0 && $0 < shape[1] },
      "columns \(columns) do not select from a matrix of shape \(shape)")
    return apply(Selection(columns: columns), [self])
  }
}

extension Tensor {
  /// N numbers as an N×`width` matrix of zeros with number r at `columns[r]` of row r.
  package func placed(atColumns columns: [Int], width: Int) -> Tensor {
    precondition(
      shape == [columns.count] && columns.allSatisfy { $0 >= 0 && $0 < width },
      "columns \(columns.prefix(8)) do not fit \(width) of them")
    return apply(Placement(columns: columns, width: width), [self])
  }
}

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

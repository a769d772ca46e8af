extension Tensor {
  /// The matrix product, reading either factor transposed where asked.
  package static func product(
    _ a: Tensor, _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false, bias: Tensor? = nil
  ) -> Tensor {
    precondition(
      a.shape.rank == 2 && b.shape.rank == 2
        && (transposingLeft ? a.shape[0] : a.shape[1]) == (transposingRight ? b.shape[1] : b.shape[0]),
      "matrices of shapes \(a.shape) and \(b.shape) cannot be multiplied")
    precondition(
      bias.map { $0.shape == [transposingRight ? b.shape[0] : b.shape[1]] } ?? true,
      "a bias of shape \(bias.map { $0.shape.description } ?? "") does not fit a factor of shape \(b.shape)")
    let operation = MatrixProduct(transposesLeft: transposingLeft, transposesRight: transposingRight)
    return apply(operation, [a, b] + (bias.map { [$0] } ?? []))
  }

  /// The matrix product of an m×k and a k×n matrix.
  public func matrixProduct(_ other: Tensor) -> Tensor { .product(self, other) }

  /// A dense layer: N×in features times the transpose of out×in weights, plus a bias of `out`.
  public func linear(weight: Tensor, bias: Tensor?) -> Tensor {
    .product(self, weight, transposingRight: true, bias: bias)
  }
}

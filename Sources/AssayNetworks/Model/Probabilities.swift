import AssayTensor

/// The probabilities that a classifier gives to its classes: N×K numbers, rows summing to 1.
public struct Probabilities: Sendable {
  /// The probabilities, one row an example.
  public let values: Tensor

  /// Wraps N×K probabilities.
  public init(_ values: Tensor) {
    precondition(values.shape.rank == 2, "probabilities are an N×K matrix, not a tensor of shape \(values.shape)")
    self.values = values
  }

  /// The probabilities of example `row`.
  public func row(_ row: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: values.pointer + row * values.shape[1], count: values.shape[1]))
  }
}

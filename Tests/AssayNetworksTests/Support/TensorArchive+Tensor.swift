import AssayTensor

extension TensorArchive {
  /// The tensor called `name`.
  package func tensor(_ name: String) throws -> Tensor {
    Tensor(shape: Shape(try entry(named: name).shape), elements: try floats(named: name))
  }
}

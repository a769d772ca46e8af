import CAssayKernels

/// Gives a tensor another shape with the same elements in row-major order.
struct Reshaping: Operation {
  let shape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    if x.shape.isStoredRowMajor && shape.isStoredRowMajor {
      return Tensor(shape: shape, storage: x.storage)
    }
    // Images of as many channels: their pixels follow each other in the same order, however many make a row.
    if x.shape.rank == 4 && shape.rank == 4 && x.shape[0] == shape[0] && x.shape[1] == shape[1] {
      return Tensor(shape: shape, storage: x.storage)
    }
    // Through row-major order: one of the two conversions is usually the identity.
    let flat =
      x.shape.isStoredRowMajor
      ? x
      : Tensor(shape: [x.count]) { out in
        assay_to_planar(out, x.pointer, x.shape[0], x.shape[1], x.shape[2] * x.shape[3])
      }
    if shape.isStoredRowMajor { return Tensor(shape: shape, storage: flat.storage) }
    return Tensor(shape: shape) { out in
      assay_to_channels_last(out, flat.pointer, shape[0], shape[1], shape[2] * shape[3])
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.reshaped(to: inputs[0].shape)]
  }
}

extension Shape {
  /// Whether the storage order is the row-major order.
  var isStoredRowMajor: Bool {
    rank != 4 || dimensions[1] == 1 || dimensions[2] * dimensions[3] == 1 || count == 0
  }
}

extension Tensor {
  /// The same elements in row-major order under another shape; the counts must agree.
  public func reshaped(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    precondition(shape.count == count, "a tensor of shape \(self.shape) cannot be seen as \(shape)")
    return apply(Reshaping(shape: shape), [self])
  }

  /// One row of features an example.
  public func flattened() -> Tensor {
    reshaped(to: [shape[0], shape[0] == 0 ? shape.dimensions.dropFirst().reduce(1, *) : count / shape[0]])
  }
}

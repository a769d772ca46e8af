import AssayTensor

extension Dataset {
  /// The examples at `indices` as one batch: N×C×H×W pixels in [0, 1], and N labels.
  ///
  /// - Throws: What the source throws for an example that cannot be read.
  public func batch(at indices: [Int]) throws -> (images: Tensor, labels: [Int]) {
    let examples = try examples(at: indices)
    let shape = Shape([examples.count, imageSize.channels, imageSize.height, imageSize.width])
    return (Tensor(shape: shape, elements: examples.flatMap(\.image.values)), examples.map(\.label))
  }
}

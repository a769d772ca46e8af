import AssayTensor

extension Image {
  /// The image as a batch of one, 1×C×H×W.
  public var tensor: Tensor { Tensor(shape: [1, size.channels, size.height, size.width], elements: values) }

  /// Makes an image of a tensor 1×C×H×W or C×H×W, values outside [0, 1] moved to the nearest bound.
  ///
  /// A tensor of another shape is a programming error.
  public init(clamping tensor: Tensor) {
    let extents = Array(tensor.shape.dimensions.suffix(3))
    precondition(
      extents.count == 3 && tensor.count == extents.reduce(1, *), "a tensor of shape \(tensor.shape) is not one image")
    self.init(
      unchecked: tensor.clamped(0, 1).elements,
      size: ImageSize(channels: extents[0], height: extents[1], width: extents[2]))
  }
}

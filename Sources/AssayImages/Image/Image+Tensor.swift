import AssayTensor

extension Image {
  /// The image as a batch of one, 1×C×H×W.
  public var tensor: Tensor { Tensor(shape: [1, size.channels, size.height, size.width], elements: values) }

  /// Makes an image of a tensor 1×C×H×W or C×H×W, values outside [0, 1] moved to the nearest bound.
  ///
  /// A tensor of another shape is a programming error.
  public init(clamping tensor: Tensor) {
    let extents = tensor.shape.dimensions.suffix(3)
    precondition(
      extents.count == 3 && tensor.count == extents.reduce(1, *), "a tensor of shape \(tensor.shape) is not one image")
    let size = ImageSize(
      channels: extents[extents.startIndex], height: extents[extents.startIndex + 1],
      width: extents[extents.endIndex - 1])
    self.init(unchecked: tensor.clamped(0, 1).elements, size: size)
  }

  /// The image changed by a function of batches, values outside [0, 1] moved to the nearest bound.
  func changed(_ function: (Tensor) -> Tensor) -> Image { Image(clamping: function(tensor)) }

  /// The image changed by a function that treats all channels alike, which it gets as images of one channel.
  ///
  /// Spares two changes of layout: one channel is stored in the order of the image's values.
  func changedByChannel(_ function: (Tensor) -> Tensor) -> Image {
    let result = function(Tensor(shape: [size.channels, 1, size.height, size.width], elements: values))
    let newSize = ImageSize(channels: size.channels, height: result.shape[2], width: result.shape[3])
    return Image(unchecked: result.clamped(0, 1).elements, size: newSize)
  }
}

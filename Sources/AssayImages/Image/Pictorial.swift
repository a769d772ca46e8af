import AssayTensor

/// What operations on images work on: an ``Image``, or a batch of them as a tensor N×C×H×W.
///
/// An operation is written once, with differentiable functions of tensors: on a batch it is part of a gradient's path, as
/// in a layer or an attack; on an image the values it throws beyond [0, 1] are moved to the nearest bound, and nothing else
/// differs. Both give the same bits.
public protocol Pictorial: Sendable {
  /// The size of each image; of a tensor, whose rank is not 4, a programming error.
  var imageSize: ImageSize { get }

  /// What a function of batches N×C×H×W makes of the images.
  func changed(_ function: (Tensor) -> Tensor) -> Self

  /// What a function of batches makes of the images that treats all channels alike, and may get them as images of one.
  func changedByChannel(_ function: (Tensor) -> Tensor) -> Self
}

extension Image: Pictorial {
  /// The size.
  public var imageSize: ImageSize { size }

  /// The image changed by a function of batches, values outside [0, 1] moved to the nearest bound.
  public func changed(_ function: (Tensor) -> Tensor) -> Image { Image(clamping: function(tensor)) }

  /// The image changed by a function that treats all channels alike, which it gets as images of one channel.
  ///
  /// Spares two changes of layout: one channel is stored in the order of the image's values.
  public func changedByChannel(_ function: (Tensor) -> Tensor) -> Image {
    let result = function(Tensor(shape: [size.channels, 1, size.height, size.width], elements: values))
    let newSize = ImageSize(channels: size.channels, height: result.shape[2], width: result.shape[3])
    return Image(unchecked: result.clamped(0, 1).elements, size: newSize)
  }
}

extension Tensor: Pictorial {
  /// The size of each image of a batch N×C×H×W.
  public var imageSize: ImageSize {
    precondition(shape.rank == 4, "a tensor of shape \(shape) is not a batch of images N×C×H×W")
    return ImageSize(channels: shape[1], height: shape[2], width: shape[3])
  }

  /// The function's value.
  public func changed(_ function: (Tensor) -> Tensor) -> Tensor { function(self) }

  /// The function's value.
  public func changedByChannel(_ function: (Tensor) -> Tensor) -> Tensor { function(self) }
}

extension Pictorial {
  /// The height and width of each image.
  package var extent: (height: Int, width: Int) { (imageSize.height, imageSize.width) }

  /// The images mapped linearly; where the weights of a pixel do not add up to 1, `fill` has the rest.
  package func mapped(by map: PixelMap, fill: Float = 0) -> Self { changedByChannel { $0.mapped(by: map, fill: fill) } }
}

extension PaddingFill {
  /// The value of what lies outside.
  package var value: Float {
    guard case .constant(let value) = self else { return 0 }
    return value
  }
}

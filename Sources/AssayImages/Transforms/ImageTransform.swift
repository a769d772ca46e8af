import AssayBase
import AssayTensor

/// A way to change images at random, such as training augments them and properties vary them.
///
///     let augmentation: ImageTransform = .rotation(-30...30).then(.horizontalFlip()).then(.brightness(0.8...1.2).sometimes(0.5))
///     let image = try augmentation.applied(to: example.image, key: RandomKey(seed: 1).derived(example.index))
///
/// A value: what is drawn comes from a key, so that an example of one key is changed in the same way in any order, batch,
/// thread and process. The same transform works on images, on their masks, on batches as differentiable functions (for
/// training and for attacks on the expectation), and as a generator whose decisions shrink towards no change.
public struct ImageTransform: Sendable, CustomStringConvertible {
  /// What may be done, with its ranges: "rotation -30.0° to 30.0°, horizontal flip in 0.5".
  public let description: String
  let draw: @Sendable (_ draws: inout any TransformDraws, _ size: ImageSize) throws -> [ImageStep]

  /// Makes a transform of what it does to images of one size, after its draws.
  init(
    _ description: String,
    _ draw: @escaping @Sendable (_ draws: inout any TransformDraws, _ size: ImageSize) throws -> [ImageStep]
  ) {
    self.description = description
    self.draw = draw
  }

  /// What is done to an image of `size`, as `draws` decide.
  ///
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size, and what the draws throw.
  public func drawn(for size: ImageSize, from draws: inout any TransformDraws) throws -> ImageChange {
    ImageChange(try draw(&draws, size), for: size)
  }

  /// What is done to an image of `size` and `key`.
  ///
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size.
  public func drawn(for size: ImageSize, key: RandomKey) throws -> ImageChange {
    var draws: any TransformDraws = RandomDraws(key)
    return try drawn(for: size, from: &draws)
  }

  /// The image changed as `key` decides; on the 8-bit grid if `image` is.
  ///
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size.
  public func applied(to image: Image, key: RandomKey) throws -> Image {
    try drawn(for: image.size, key: key).applied(to: image)
  }

  /// The image and its mask, moved alike; see ``ImageChange/applied(toMask:)``.
  ///
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size, or the mask has another.
  public func applied(to image: Image, mask: Image, key: RandomKey) throws -> (image: Image, mask: Image) {
    let change = try drawn(for: image.size, key: key)
    return (try change.applied(to: image), try change.applied(toMask: mask))
  }

  /// All images N×C×H×W changed alike, as `key` decides; differentiable.
  ///
  /// The form for attacks on the expectation over transforms: deterministic given the key, whatever the batch.
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size.
  public func applied(to images: Tensor, key: RandomKey) throws -> Tensor {
    try drawn(for: images.imageSize, key: key).applied(to: images)
  }

  /// Each image N×C×H×W changed as its own key decides; differentiable. An image's result does not depend on the others.
  ///
  /// - Throws: `AssayError` when the transform cannot be applied to images of this size, would give the images different
  ///   sizes, or there is not one key for each.
  public func applied(to images: Tensor, keys: [RandomKey]) throws -> Tensor {
    guard images.shape.rank == 4, keys.count == images.shape[0] else {
      throw AssayError(
        .shapeMismatch, "a batch needs a key for each image", expected: "\(images.shape)", found: "\(keys.count) keys")
    }
    let size = images.imageSize
    return try ImageChange.apply(try keys.map { try drawn(for: size, key: $0) }, to: images)
  }
}

import AssayBase
import AssayTensor

/// A random, differentiable change of an image, as a rotation by some degrees or a change of the light.
///
/// What a defence does to images before its model sees them, or what happens to a picture between printer and camera.
public struct ImageTransformation: Sendable {
  /// What reports call it.
  public let name: String
  private let apply: @Sendable (_ image: Tensor, _ key: RandomKey) throws -> Tensor

  /// Makes a transformation.
  ///
  /// - Parameters:
  ///   - name: What reports call it.
  ///   - apply: Transforms a 1×C×H×W image by differentiable operations into one of the same shape; all random numbers
  ///     from the key.
  public init(_ name: String, _ apply: @escaping @Sendable (_ image: Tensor, _ key: RandomKey) throws -> Tensor) {
    self.name = name
    self.apply = apply
  }

  /// The transformed image.
  ///
  /// - Throws: `AssayError(.contractBroken)` when it has another shape, or what the transformation throws.
  func checked(_ image: Tensor, key: RandomKey) throws -> Tensor {
    let transformed = try apply(image, key)
    guard transformed.shape == image.shape else {
      throw AssayError(
        .contractBroken, "the transformation \(name) changed the shape of an image", expected: "\(image.shape)",
        found: "\(transformed.shape)", at: name)
    }
    return transformed
  }

  /// The gradient at the image, from that at the transformed image.
  func pulledBack(_ upstream: Tensor, at image: Tensor, key: RandomKey) throws -> Tensor {
    try valueAndGradient(at: image) { (try checked($0, key: key) * upstream).sum() }.gradient
  }
}

import AssayTensor

/// The images of a study's original class under an attack of some strength.
public struct PathwayAttack: Sendable {
  /// The size of the perturbation, above 0, in the unit in which all strengths of a study are: for ℓ∞ that of pixels.
  public let strength: Double
  /// The attacked images, one for each original in the same order; whether the attack succeeded is found out.
  public let images: PathwayImages

  /// Takes the attacked images.
  public init(strength: Double, images: PathwayImages) {
    (self.strength, self.images) = (strength, images)
  }

  /// Takes the attacked images, N×C×H×W.
  public init(strength: Double, images: Tensor) {
    self.init(strength: strength, images: PathwayImages(images))
  }
}

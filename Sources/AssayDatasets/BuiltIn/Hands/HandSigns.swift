import AssayBase
import AssayImages

/// Colour drawings of 64 × 64 pixels of a hand that spells the American alphabet: 29 classes with space, delete and
/// nothing.
///
/// A palm, four fingers of given directions and bends, and a thumb; J and Z, which are movements, are drawn as where
/// they end. The region "hand" is decisive, and empty for "nothing". Nuisance of pose turns, moves and sizes the hand;
/// nuisance of form changes the skin, the proportions, the joints and the background. A drawing for tests, and no
/// teacher of signs.
public struct HandSigns: DrawnPictures {
  /// What the set is called.
  public let name: String = "hand-signs"
  /// The names of the classes.
  public let classNames: [String] = HandSign.all.map(\.name)
  /// The size of every picture.
  public let imageSize: ImageSize = ImageSize(channels: 3, height: 64, width: 64)
  /// The nuisance that data sets have unless told otherwise.
  public let usualNuisance: Nuisance = Nuisance(pose: 1, form: 1, contrast: 0.3, noise: 0.1)

  /// Makes the kind; it has no settings.
  public init() {}

  /// The picture of a class and a key.
  public func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture {
    var painting = HandBackground(key: key, nuisance: nuisance).painting()
    var share = DrawingPlane(width: 64, height: 64)
    if let pose = HandSign.all[label].pose {
      var hand = Hand(pose, key: key, nuisance: nuisance)
      hand.draw(on: &painting, share: &share)
    }
    return DrawnPicture(planes: painting.planes, regions: [DrawnRegion("hand", share)])
  }
}

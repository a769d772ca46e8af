import AssayBase
import AssayImages

/// Colour pictures of 64 × 64 pixels of a shape filled with a texture, whose two cues agree or contradict each other.
///
/// Six shapes and six textures; shape k goes with texture k where they agree. After the cue conflicts of Geirhos,
/// Rubisch, Michaelis, Bethge, Wichmann and Brendel, "ImageNet-trained CNNs are biased towards texture" (ICLR 2019):
/// train with `agreement: 1`, where either cue is enough, and ask by `agreement: 0`, labelled by one and by the other,
/// which one the model has learnt. The same index shows the same picture under both labellings.
///
/// A picture's twin shows the same with the cue exchanged that the label does not speak of: another texture in the same
/// shape where shapes are the labels. The decisive region is the "shape". Nuisance of pose turns, moves and sizes the
/// shape; nuisance of form is colours and the place, width and direction of the texture.
public struct ShapeTexture: DrawnPictures {
  /// What the labels speak of.
  public enum Cue: String, Sendable, CaseIterable {
    /// The outline.
    case shape
    /// The filling.
    case texture
  }

  /// What the set is called.
  public let name: String
  /// The size of every picture.
  public let imageSize: ImageSize = ImageSize(channels: 3, height: 64, width: 64)
  /// The nuisance that data sets have unless told otherwise.
  public let usualNuisance: Nuisance = Nuisance(pose: 1, form: 1, noise: 0.1)

  /// What the labels speak of.
  public let labels: Cue
  /// The share of pictures whose shape and texture have the same number.
  public let agreement: Double
  /// Which twin of each picture is shown: 0 for the picture itself.
  public let twin: Int

  /// Makes the kind.
  ///
  /// - Parameters:
  ///   - labels: What the labels speak of.
  ///   - agreement: The share of pictures whose cues agree; in the others texture and shape differ at random.
  ///   - twin: 0 for the pictures themselves, 1 to 4 for their twins, each with another cue exchanged.
  /// - Throws: `AssayError(.invalidArgument)` when the agreement is outside 0...1 or there is no such twin.
  public init(labels: Cue = .shape, agreement: Double = 0, twin: Int = 0) throws {
    guard agreement >= 0, agreement <= 1 else {
      throw AssayError(
        .invalidArgument, "the agreement of two cues must be a share", expected: "a number from 0 to 1",
        found: "\(agreement)", at: "agreement")
    }
    guard twin >= 0, twin < Self.count - 1 else {
      throw AssayError(
        .invalidArgument, "there is no such twin", expected: "0 to \(Self.count - 2)", found: "\(twin)", at: "twin")
    }
    name = "shape-texture" + (twin == 0 ? "" : "-twin-\(twin)")
    self.labels = labels
    self.agreement = agreement
    self.twin = twin
  }

  private static let count = 6

  /// The names of the classes.
  public var classNames: [String] {
    switch labels {
    case .shape: ConflictShape.allCases.map(\.rawValue)
    case .texture: ConflictTexture.allCases.map(\.rawValue)
    }
  }

  /// The class of the picture of a key.
  public func label(for key: RandomKey) -> Int {
    let shape = Self.shape(for: key)
    return labels == .shape ? shape : shape.advanced(by: offset(for: key)) % Self.count
  }

  private static func shape(for key: RandomKey) -> Int {
    var stream = RandomStream(key.derived("shape"))
    return Int(stream.integer(below: UInt64(count)))
  }

  /// By how much the number of the texture is beyond that of the shape, round about.
  private func offset(for key: RandomKey) -> Int {
    var stream = RandomStream(key.derived("agreement"))
    let other = 1 + Int(stream.integer(below: UInt64(Self.count - 1)))
    return stream.unit() < agreement ? 0 : other
  }

  /// The picture of a class and a key.
  public func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture {
    let offset = offset(for: key)
    // A twin leaves the label's cue and moves the other one.
    let (shape, texture) =
      labels == .shape
      ? (label, (label + offset + twin) % Self.count)
      : ((label + 2 * Self.count - offset - twin) % Self.count, label)
    var pose = DrawnVariation(key.derived("pose"), amount: nuisance.pose)
    var form = DrawnVariation(key.derived("form"), amount: nuisance.form)
    let place = ConflictShape.Place(
      centre: PlanePoint(32 + pose.deviation(6), 32 + pose.deviation(6)), size: 20 * pose.number(1, 0.75, 1.15),
      turn: PlaneTurn(degrees: pose.deviation(25)))
    let inside = ConflictShape.allCases[shape].share(at: place, width: 64, height: 64)
    let filling = ConflictTexture.allCases[texture].plane(width: 64, height: 64, &form)
    let palette = Palette(&form)
    var painting = ColourPainting(width: 64, height: 64, colour: palette.ground)
    var ink = filling
    ink.multiply(by: inside)
    painting.blend(palette.light, by: inside)
    painting.blend(palette.dark, by: ink)
    return DrawnPicture(planes: painting.planes, regions: [DrawnRegion("shape", inside)])
  }

  /// The colours: they carry no information on the class.
  private struct Palette {
    let ground: ColourPainting.Colour
    let light: ColourPainting.Colour
    let dark: ColourPainting.Colour

    init(_ form: inout DrawnVariation) {
      func colour(_ usual: Float, _ low: Float, _ high: Float) -> ColourPainting.Colour {
        ColourPainting.Colour(
          form.number(usual, low, high), form.number(usual, low, high), form.number(usual, low, high))
      }
      ground = colour(0.5, 0.38, 0.6)
      light = colour(0.88, 0.68, 1)
      dark = colour(0.12, 0, 0.3)
    }
  }
}

import AssayBase
import AssayImages

/// One way to corrupt a picture, with as many severities as leave it recognisable.
///
/// A new kind is a file that makes one with ``init(_:severities:_:)``, a line in ``all``, and a test of what it does.
public struct CorruptionKind: Sendable {
  /// The name by which the command and reports call it: "motion-blur".
  public let name: String
  /// The severities it has; capped where people would no longer see what is in the picture.
  public let severities: ClosedRange<Int>
  let apply: @Sendable (_ image: Image, _ level: CorruptionLevel, _ key: RandomKey) -> Image

  /// Makes a kind.
  ///
  /// - Parameter apply: gives an image of the same size, for images of any size and any number of channels, and draws
  ///   whatever is random from its key.
  public init(
    _ name: String, severities: ClosedRange<Int> = 1...5,
    _ apply: @escaping @Sendable (_ image: Image, _ level: CorruptionLevel, _ key: RandomKey) -> Image
  ) {
    self.name = name
    self.severities = severities
    self.apply = apply
  }

  /// All kinds that come with Assay.
  public static let all: [CorruptionKind] = [
    .brightness, .contrast, .underexposure, .overexposure, .lightLeakage, .saturation,
    .gaussianNoise, .shotNoise, .impulseNoise, .speckleNoise,
    .gaussianBlur, .boxBlur, .motionBlur, .pixelate, .patchShuffle,
  ]
}

extension CorruptionKind: Hashable {
  /// Kinds of one name are the same.
  public static func == (left: CorruptionKind, right: CorruptionKind) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension CorruptionKind: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

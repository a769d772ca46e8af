import AssayImages

/// A named part of a picture whose place is known, such as a lesion that a photograph's label rests on.
public struct ImageRegion: Sendable, Equatable {
  /// What is there: "opacity", "marker".
  public let name: String
  /// Where it is: one channel of the image's height and width, 1 inside and 0 outside.
  public let mask: Image
  /// Whether the label rests on it; what it must not rest on has a region too.
  public let isDecisive: Bool

  /// Makes a region; `mask` has one channel of zeros and ones.
  public init(name: String, mask: Image, isDecisive: Bool = true) {
    self.name = name
    self.mask = mask
    self.isDecisive = isDecisive
  }

  /// The number of pixels inside.
  public var pixelCount: Int { mask.values.count { $0 > 0 } }
}

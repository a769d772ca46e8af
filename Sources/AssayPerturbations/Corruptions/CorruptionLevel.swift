import AssayImages

/// How strong a corruption is meant to be, and for images of which size.
public struct CorruptionLevel: Sendable, Hashable {
  /// From 1.
  public let severity: Int
  /// The size of the image.
  public let size: ImageSize

  /// The shorter side below which the constants for small images hold.
  static let smallSide = 64

  /// Whether the image is small, as those of CIFAR-10 and MNIST are.
  public var isSmall: Bool { min(size.height, size.width) < Self.smallSide }

  /// The constant of this severity, of the table for small images (as in CIFAR-10-C) or of that for others (ImageNet-C).
  ///
  /// Both hold one for every severity.
  public func constant(small: [Double], large: [Double]) -> Double {
    let table = isSmall ? small : large
    precondition(severity >= 1 && severity <= table.count, "there is no constant for severity \(severity)")
    return table[severity - 1]
  }

  /// A constant in pixels: that for small images as it is, that for others made for 224 pixels and scaled to the size.
  public func pixels(small: [Double], large: [Double]) -> Double {
    constant(small: small, large: large) * (isSmall ? 1 : Double(min(size.height, size.width)) / 224)
  }
}

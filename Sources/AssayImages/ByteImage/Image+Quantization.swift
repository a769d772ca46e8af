extension Image {
  /// The image with every value moved to the nearest of the 8-bit grid's, `Float(k) / 255`; halves go up.
  ///
  /// What is saved as PNG and read back is exactly this.
  public func quantized() -> Image {
    let levels = Self.byteLevels
    return Image(unchecked: values.map { levels[Int(Self.byteStep(of: $0))] }, size: size)
  }

  /// Whether every value is one of `Float(k) / 255`, so that nothing is lost in an 8-bit file.
  public var isOnByteGrid: Bool {
    let levels = Self.byteLevels
    return values.allSatisfy { levels[Int(Self.byteStep(of: $0))] == $0 }
  }

  /// The step of the 8-bit grid nearest to `value` in [0, 1].
  ///
  /// The product is exact in double precision, so only true halves are rounded away from zero.
  package static func byteStep(of value: Float) -> UInt8 {
    UInt8((Double(value) * 255).rounded(.toNearestOrAwayFromZero))
  }
}

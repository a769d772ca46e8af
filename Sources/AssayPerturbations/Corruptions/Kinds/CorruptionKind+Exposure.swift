import AssayBase
import AssayImages

extension CorruptionKind {
  /// Too little light: x·2⁻ᵉ, from 0.3 to 1.5 stops.
  public static let underexposure = CorruptionKind("underexposure") { image, level, _ in
    image.brightnessAdjusted(by: gain(-stops(level)))
  }

  /// Too much light: x·2ᵉ cut at white, from 0.3 to 1.5 stops.
  public static let overexposure = CorruptionKind("overexposure") { image, level, _ in
    image.brightnessAdjusted(by: gain(stops(level)))
  }

  private static func stops(_ level: CorruptionLevel) -> Double {
    let stops = [0.3, 0.6, 0.9, 1.2, 1.5]
    return level.constant(small: stops, large: stops)
  }

  private static func gain(_ stops: Double) -> Float { Float(Elementary.power(2.0, stops)) }
}

import AssayImages

extension CorruptionKind {
  /// Normal noise in proportion to every value: x + σxn, σ from 0.06 to 0.2 on small images and 0.15 to 0.6 on others.
  ///
  /// Hendrycks and Dietterich 2019, "speckle noise".
  public static let speckleNoise = CorruptionKind("speckle-noise") { image, level, key in
    let sigma = Float(level.constant(small: [0.06, 0.1, 0.12, 0.16, 0.2], large: [0.15, 0.2, 0.35, 0.45, 0.6]))
    return image.corrupted(with: image.normalNoise(key)) { $0 + sigma * $0 * $1 }
  }
}

import AssayImages

extension CorruptionKind {
  /// Normal noise on every value: x + σn, σ from 0.04 to 0.1 on small images and 0.08 to 0.38 on others.
  ///
  /// Hendrycks and Dietterich 2019, "Gaussian noise".
  public static let gaussianNoise = CorruptionKind("gaussian-noise") { image, level, key in
    let sigma = Float(level.constant(small: [0.04, 0.06, 0.08, 0.09, 0.1], large: [0.08, 0.12, 0.18, 0.26, 0.38]))
    return image.corrupted(with: image.normalNoise(key)) { $0 + sigma * $1 }
  }
}

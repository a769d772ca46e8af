import AssayImages

extension CorruptionKind {
  /// A Gaussian blur: σ from 0.4 to 1 pixel on small images, and from 1 to 6 of 224 pixels on others.
  ///
  /// Hendrycks and Dietterich 2019, "Gaussian blur"; the border is mirrored.
  public static let gaussianBlur = CorruptionKind("gaussian-blur") { image, level, _ in
    image.gaussianBlurred(sigma: level.pixels(small: [0.4, 0.6, 0.7, 0.8, 1], large: [1, 2, 3, 4, 6]))
  }
}

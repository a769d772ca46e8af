import AssayImages

extension CorruptionKind {
  /// Salt and pepper: a share of the values becomes 0 or 1, 1 to 7 % on small images and 3 to 27 % on others.
  ///
  /// Hendrycks and Dietterich 2019, "impulse noise".
  public static let impulseNoise = CorruptionKind("impulse-noise") { image, level, key in
    let share = Float(level.constant(small: [0.01, 0.02, 0.03, 0.05, 0.07], large: [0.03, 0.06, 0.09, 0.17, 0.27]))
    return image.corrupted(with: image.uniformNoise(key)) { value, noise in
      noise < share / 2 ? 0 : noise < share ? 1 : value
    }
  }
}

import AssayImages

extension CorruptionKind {
  /// Values driven apart: sign(2x − 1)·|2x − 1|^(2/p)/2 + ½, p 4, 8, 16, 64 and 1024; the last leaves black and white.
  ///
  /// Zhang and Zhu, "Interpreting Adversarially Trained Convolutional Neural Networks" (ICML 2019), where p = 2 is the image
  /// as it is.
  public static let saturation = CorruptionKind("saturation") { image, level, _ in
    let powers: [Double] = [4, 8, 16, 64, 1024]
    return image.polarized(p: Float(level.constant(small: powers, large: powers)))
  }
}

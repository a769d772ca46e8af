import AssayImages

extension CorruptionKind {
  /// The mean over a square: 1.4 to 3 pixels wide on small images, and 3 to 17 of 224 pixels on others.
  ///
  /// Pixels that the square cuts through count by their share; the border is mirrored.
  public static let boxBlur = CorruptionKind("box-blur") { image, level, _ in
    image.boxBlurred(width: max(1, level.pixels(small: [1.4, 1.8, 2.2, 2.6, 3], large: [3, 5, 8, 12, 17])))
  }
}

import AssayBase
import AssayImages

extension CorruptionKind {
  /// The image cut into 2×2, 4×4 or 8×8 patches in random order, which keeps texture and destroys shape.
  ///
  /// Zhang and Zhu, "Interpreting Adversarially Trained Convolutional Neural Networks" (ICML 2019). Three severities, for
  /// finer patches leave nothing to recognise; rows and columns beyond the last whole patch stay.
  public static let patchShuffle = CorruptionKind("patch-shuffle", severities: 1...3) { image, level, key in
    let patches = Int(level.constant(small: [2, 4, 8], large: [2, 4, 8]))
    let (tileHeight, tileWidth) = (max(1, image.size.height / patches), max(1, image.size.width / patches))
    let count = (image.size.height / tileHeight) * (image.size.width / tileWidth)
    var stream = RandomStream(key)
    return image.shufflingTiles(
      tileHeight: tileHeight, tileWidth: tileWidth, order: stream.permutation(of: count))
  }
}

import AssayBase
import AssayImages

extension CorruptionKind {
  /// The blur of a moving camera: a line of 3 to 7 pixels on small images, of 7 to 31 of 224 pixels on others.
  ///
  /// The direction is at most 45° off the horizontal, as in Hendrycks and Dietterich 2019, "motion blur", whose lines fade
  /// out where these are even; no line is longer than half the shorter side, unless that is less than three pixels.
  public static let motionBlur = CorruptionKind("motion-blur") { image, level, key in
    let wanted = level.pixels(small: [3, 3.8, 5, 5.8, 7], large: [7, 11, 17, 25, 31])
    let most = max(3, Double(min(image.size.height, image.size.width)) / 2)
    // The nearest odd number, so that the line has a middle.
    let length = 2 * Int(((min(wanted, most) - 1) / 2).rounded(.down)) + 1
    var stream = RandomStream(key)
    let turned = image.motionBlurred(size: max(3, length), degrees: 90 * stream.unit() - 45)
    return turned
  }
}

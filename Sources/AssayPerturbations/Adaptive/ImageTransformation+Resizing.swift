import AssayBase
import AssayTensor

extension ImageTransformation {
  /// The image made smaller and put at a random place on black, or left alone: the input diversity of Xie et al. 2019,
  /// "Improving transferability of adversarial examples with input diversity", section 3.3.
  ///
  /// - Parameters:
  ///   - probability: How often the image is changed, in [0, 1].
  ///   - least: The smallest size, as a share of the side.
  static func resizedAndPadded(probability: Double, least: Double) -> ImageTransformation {
    ImageTransformation("input diversity") { image, key in
      var stream = RandomStream(key)
      guard stream.unit() < probability else { return image }
      let (height, width) = (image.shape[2], image.shape[3])
      let share = least + (1 - least) * stream.unit()
      let (rows, columns) = (
        max(1, Int(share * Double(height))), max(1, Int(share * Double(width)))
      )
      let (top, left) = (stream.integer(in: 0...height - rows), stream.integer(in: 0...width - columns))
      return image.resized(height: rows, width: columns, by: .bilinear())
        .padded(Margins(top: top, bottom: height - rows - top, left: left, right: width - columns - left))
    }
  }
}

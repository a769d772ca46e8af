import AssayImages

extension CorruptionKind {
  /// Everything brighter: 0.05 to 0.3 added to the largest channel on small images, 0.1 to 0.5 on others.
  ///
  /// Hendrycks and Dietterich 2019, "brightness": the value of HSV rises, hue and saturation stay. Where no channel is
  /// the largest of a known colour (any number of channels but three) every channel counts alone.
  public static let brightness = CorruptionKind("brightness") { image, level, _ in
    let amount = Float(level.constant(small: [0.05, 0.1, 0.15, 0.2, 0.3], large: [0.1, 0.2, 0.3, 0.4, 0.5]))
    guard image.size.channels == 3 else { return image.corrupted { $0 + amount } }
    let plane = image.size.height * image.size.width
    var values = image.values
    for pixel in 0..<plane {
      let largest = max(values[pixel], values[plane + pixel], values[2 * plane + pixel])
      let raised = min(1, largest + amount)
      for channel in 0..<3 {
        let place = channel * plane + pixel
        values[place] = largest > 0 ? min(1, values[place] / largest * raised) : raised
      }
    }
    return Image(unchecked: values, size: image.size)
  }
}

import AssayImages

extension CorruptionKind {
  /// Less contrast: (x − m)c + m with m the channel's mean, c from 0.75 to 0.15 on small images and 0.4 to 0.05 on others.
  ///
  /// Hendrycks and Dietterich 2019, "contrast".
  public static let contrast = CorruptionKind("contrast") { image, level, _ in
    let factor = Float(level.constant(small: [0.75, 0.5, 0.4, 0.3, 0.15], large: [0.4, 0.3, 0.2, 0.1, 0.05]))
    let values = (0..<image.size.channels).flatMap { channel in
      let plane = image.plane(channel)
      let mean = Float(plane.reduce(0.0) { $0 + Double($1) } / Double(plane.count))
      return plane.map { min(max(($0 - mean) * factor + mean, 0), 1) }
    }
    return Image(unchecked: values, size: image.size)
  }
}

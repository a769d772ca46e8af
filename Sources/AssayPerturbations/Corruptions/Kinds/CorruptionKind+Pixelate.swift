import AssayImages

extension CorruptionKind {
  /// Coarser pixels: each side has 0.95 to 0.65 of them on small images, and 0.6 to 0.25 on others.
  ///
  /// Hendrycks and Dietterich 2019, "pixelate".
  public static let pixelate = CorruptionKind("pixelate") { image, level, _ in
    let share = level.constant(small: [0.95, 0.9, 0.85, 0.75, 0.65], large: [0.6, 0.5, 0.4, 0.3, 0.25])
    let rows = max(1, Int(Double(image.size.height) * share))
    return image.pixelated(rows: rows, columns: max(1, Int(Double(image.size.width) * share)))
  }
}

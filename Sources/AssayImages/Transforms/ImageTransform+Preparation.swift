extension ImageTransform {
  /// Histogram equalisation of every channel; see ``Image/equalized()``. Gradients pass as if it were not there.
  public static let equalize = ImageTransform("equalisation") { _, size in
    [ImageStep("equalisation", size: size, .picture { $0.equalized() })]
  }

  /// Adaptive equalisation; see ``Image/adaptivelyEqualized(limit:tiles:)``. Gradients pass as if it were not there.
  public static func adaptiveEqualize(limit: Double = 2, tiles: Int = 8) -> ImageTransform {
    let name = "CLAHE, limit \(limit), \(tiles)×\(tiles) tiles"
    return ImageTransform(name) { _, size in
      [ImageStep(name, size: size, .picture { $0.adaptivelyEqualized(limit: limit, tiles: tiles) })]
    }
  }
}

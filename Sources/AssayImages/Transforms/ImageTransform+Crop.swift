import AssayBase
import AssayTensor

extension ImageTransform {
  /// The middle `height` × `width` pixels; what lies outside the image has the value `fill`.
  public static func centerCrop(height: Int, width: Int, fill: Float = 0) -> ImageTransform {
    precondition(height > 0 && width > 0, "a crop of \(height)×\(width) pixels has none")
    return ImageTransform("middle \(height)×\(width)") { _, size in
      let place = CropPlace.middle(of: size.extent, height: height, width: width)
      return ImageStep.cropping(size, top: place.top, left: place.left, height, width, fill)
    }
  }

  /// `height` × `width` pixels from anywhere in the image widened by `padding` on all sides; the middle is the simplest.
  ///
  /// Throws `AssayError` when drawn for images that are smaller.
  public static func randomCrop(height: Int, width: Int, padding: Int = 0, fill: Float = 0) -> ImageTransform {
    precondition(height > 0 && width > 0 && padding >= 0, "a crop of \(height)×\(width) pixels has none")
    let text = "crop \(height)×\(width)" + (padding > 0 ? " after padding by \(padding)" : "")
    return ImageTransform(text) { draws, size in
      let (down, right) = (size.height + padding - height, size.width + padding - width)
      guard down >= -padding, right >= -padding else {
        throw AssayError(
          .invalidArgument, "a crop is larger than the image",
          expected: "at most "
            + "\(size.height + 2 * padding)×\(size.width + 2 * padding)", found: "\(height)×\(width)")
      }
      let middle = CropPlace.middle(of: size.extent, height: height, width: width)
      let top = try draws.integer(in: -padding...down, simplest: min(max(middle.top, -padding), down))
      let left = try draws.integer(in: -padding...right, simplest: min(max(middle.left, -padding), right))
      return ImageStep.cropping(size, top: top, left: left, height, width, fill)
    }
  }

  /// A part of the image of random area and proportions, resized: Szegedy et al. 2015, "Going deeper with convolutions".
  ///
  /// - Parameters:
  ///   - area: shares of the image's area, above 0 and at most 1.
  ///   - proportions: width over height, spread evenly over the logarithm.
  public static func randomResizedCrop(
    height: Int, width: Int, area: ClosedRange<Double> = 0.08...1, proportions: ClosedRange<Double> = 0.75...(4.0 / 3),
    by method: Interpolation = .antialiasedBilinear
  ) -> ImageTransform {
    precondition(height > 0 && width > 0, "images cannot become \(height)×\(width) pixels")
    precondition(area.lowerBound > 0 && area.upperBound <= 1, "\(area) are not shares of an area")
    precondition(proportions.lowerBound > 0, "proportions are positive, not \(proportions)")
    return ImageTransform("part resized to \(height)×\(width)") { draws, size in
      let share = try draws.number(in: area, identity: 1)
      let logarithms = Elementary.log(proportions.lowerBound)...Elementary.log(proportions.upperBound)
      let proportion = Elementary.exp(try draws.number(in: logarithms, identity: 0))
      let pixels = share * Double(size.height * size.width)
      func fitting(_ length: Double, _ most: Int) -> Int { min(max(1, Int(length.rounded())), most) }
      let part = (
        height: fitting((pixels / proportion).squareRoot(), size.height),
        width: fitting((pixels * proportion).squareRoot(), size.width)
      )
      let (down, right) = (size.height - part.height, size.width - part.width)
      let top = try draws.integer(in: 0...down, simplest: down / 2)
      let left = try draws.integer(in: 0...right, simplest: right / 2)
      let crop = ImageStep.cropping(size, top: top, left: left, part.height, part.width, 0)
      if part == (height, width) { return crop }
      return crop + [.resizing(crop.last?.size ?? size, to: (height, width), by: method)]
    }
  }

  /// A rectangle set to `fill`, of a share of the image's area and of some proportions, anywhere in the image.
  ///
  /// Zhong et al. 2020, "Random erasing data augmentation", algorithm 1. A mask stays as it is. Use
  /// ``sometimes(_:)`` to leave some images whole.
  public static func erase(
    area: ClosedRange<Double> = 0.02...0.33, proportions: ClosedRange<Double> = 0.3...(10.0 / 3), fill: Float = 0
  ) -> ImageTransform {
    precondition(area.lowerBound >= 0 && area.upperBound <= 1, "\(area) are not shares of an area")
    precondition(proportions.lowerBound > 0, "proportions are positive, not \(proportions)")
    return ImageTransform("erasing \(area.lowerBound) to \(area.upperBound) of the area") { draws, size in
      let share = try draws.number(in: area, identity: 0)
      let logarithms = Elementary.log(proportions.lowerBound)...Elementary.log(proportions.upperBound)
      let proportion = Elementary.exp(try draws.number(in: logarithms, identity: 0))
      let pixels = share * Double(size.height * size.width)
      let height = min(Int((pixels / proportion).squareRoot().rounded()), size.height)
      let width = min(Int((pixels * proportion).squareRoot().rounded()), size.width)
      let top = try draws.integer(in: 0...size.height - height, simplest: 0)
      let left = try draws.integer(in: 0...size.width - width, simplest: 0)
      if height == 0 || width == 0 { return [] }
      let map = PixelMap.erasing(top..<top + height, left..<left + width, size.extent)
      return [
        ImageStep("erasing", "erasing \(height)×\(width) at (\(top), \(left))", size: size, .linear(map, fill: fill))
      ]
    }
  }
}

extension ImageStep {
  /// A part of the image; nothing where it is the whole.
  static func cropping(
    _ size: ImageSize, top: Int, left: Int, _ height: Int, _ width: Int, _ fill: Float
  ) -> [ImageStep] {
    if top == 0 && left == 0 && (height, width) == size.extent { return [] }
    return [
      .moving(
        "crop", "crop \(height)×\(width) at (\(top), \(left))", from: size,
        .taking(rows: Array(top..<top + height), columns: Array(left..<left + width), from: size.extent), fill: fill)
    ]
  }
}

extension PixelMap {
  /// Every pixel as it is but for those of a rectangle, which have no source.
  static func erasing(_ rows: Range<Int>, _ columns: Range<Int>, _ extent: (height: Int, width: Int)) -> PixelMap {
    let pixels = extent.height * extent.width
    let map = SparseMap(sources: pixels, targets: pixels, termsEach: 1) { pixel, add in
      if !rows.contains(pixel / extent.width) || !columns.contains(pixel % extent.width) { add(pixel, 1) }
    }
    return PixelMap(plane: map, height: extent.height, width: extent.width)
  }
}

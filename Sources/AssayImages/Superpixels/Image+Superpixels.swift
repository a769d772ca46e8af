import AssayBase
import AssayTensor

extension Image {
  /// The image with every pixel in the mean colour of its superpixel.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the superpixels are those of another size.
  public func averaged(over superpixels: Superpixels) throws -> Image {
    try superpixels.checkFit(height: size.height, width: size.width)
    return Image(clamping: superpixels.averaged(tensor))
  }

  /// The image with only some superpixels shown and every pixel of the others in one value.
  ///
  /// - Parameters:
  ///   - segments: the numbers of those shown.
  ///   - cover: the value of all channels of the rest, in [0, 1].
  /// - Throws: `AssayError(.shapeMismatch)` when the superpixels are those of another size, `(.invalidArgument)` for numbers
  ///   that are no segment's and a cover outside [0, 1].
  public func showing(only segments: [Int], of superpixels: Superpixels, cover: Float = 0) throws -> Image {
    try superpixels.checkFit(height: size.height, width: size.width)
    guard cover >= 0, cover <= 1 else {
      throw AssayError(
        .invalidArgument, "the cover is not a pixel", expected: "a value in [0, 1]", found: "\(cover)", at: "cover")
    }
    let shown = try superpixels.choices(segments)
    let hidden = Tensor(repeating: cover, shape: tensor.shape)
    return Image(clamping: superpixels.composites(of: tensor, cover: hidden, choices: shown))
  }

  /// The image with the borders of superpixels in yellow: each pixel that has another segment at its right or below it.
  ///
  /// Gray images become coloured.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the superpixels are those of another size, `(.unsupported)` when the image
  ///   has neither one nor three channels.
  public func marking(bordersOf superpixels: Superpixels) throws -> Image {
    try superpixels.checkFit(height: size.height, width: size.width)
    guard size.channels == 1 || size.channels == 3 else {
      throw AssayError(
        .unsupported, "borders are drawn in colour", expected: "1 or 3 channels", found: "\(size.channels)")
    }
    let borders = superpixels.borders
    let yellow: [Float] = [1, 1, 0]
    let plane = size.height * size.width
    let newSize = ImageSize(channels: 3, height: size.height, width: size.width)
    let source = size.channels == 3 ? plane : 0
    return Image(
      unchecked: (0..<3 * plane).map { place in
        let (channel, pixel) = (place / plane, place % plane)
        return borders[pixel] ? yellow[channel] : values[channel * source + pixel]
      }, size: newSize)
  }
}

extension Superpixels {
  /// 1 for the segments of `numbers`, 0 for the others.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for a number that is no segment's.
  package func choices(_ numbers: [Int]) throws -> [UInt8] {
    var choices = [UInt8](repeating: 0, count: count)
    for number in numbers {
      guard number >= 0, number < count else {
        throw AssayError(
          .invalidArgument, "there is no such segment", expected: "0 to \(count - 1)", found: "\(number)",
          at: "segments")
      }
      choices[number] = 1
    }
    return choices
  }

  /// Whether each pixel has another segment at its right or below it.
  package var borders: [Bool] {
    labels.withUnsafeBufferPointer { labels in
      (0..<height * width).map { pixel in
        let differsRight = pixel % width + 1 < width && labels[pixel] != labels[pixel + 1]
        return differsRight || (pixel + width < height * width && labels[pixel] != labels[pixel + width])
      }
    }
  }
}

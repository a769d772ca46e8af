import AssayBase
import AssayTensor

extension ImageTransform {
  /// Another size.
  public static func resize(
    height: Int, width: Int, by method: Interpolation = .antialiasedBilinear
  ) -> ImageTransform {
    precondition(height > 0 && width > 0, "images cannot become \(height)×\(width) pixels")
    return ImageTransform("resize to \(height)×\(width)") { _, size in
      if (height, width) == size.extent { return [] }
      return [.resizing(size, to: (height, width), by: method)]
    }
  }

  /// Left and right exchanged with a probability.
  public static func horizontalFlip(probability: Double = 0.5) -> ImageTransform {
    ImageTransform("horizontal flip") { _, size in
      let columns: [Int] = (0..<size.width).reversed()
      return [
        .moving(
          "horizontal flip", from: size, .taking(rows: Array(0..<size.height), columns: columns, from: size.extent))
      ]
    }.sometimes(probability)
  }

  /// Top and bottom exchanged with a probability.
  public static func verticalFlip(probability: Double = 0.5) -> ImageTransform {
    ImageTransform("vertical flip") { _, size in
      let rows: [Int] = (0..<size.height).reversed()
      return [
        .moving("vertical flip", from: size, .taking(rows: rows, columns: Array(0..<size.width), from: size.extent))
      ]
    }.sometimes(probability)
  }

  /// Turns about the centre by degrees of a range, counter-clockwise; bilinear.
  public static func rotation(_ degrees: ClosedRange<Double>, beyond: PaddingFill = .constant(0)) -> ImageTransform {
    affine("rotation", degrees: degrees, beyond: beyond)
  }

  /// Enlargements about the centre by factors of a range; bilinear.
  public static func zoom(_ factors: ClosedRange<Double>, beyond: PaddingFill = .constant(0)) -> ImageTransform {
    affine("zoom", scale: factors, beyond: beyond)
  }

  /// Turns, enlargements, shears and moves in one bilinear step.
  ///
  /// - Parameters:
  ///   - degrees: counter-clockwise.
  ///   - scale: positive factors.
  ///   - shear: degrees along x, between −90 and 90.
  ///   - shift: shares of the height and width, down and to the right alike.
  ///   - beyond: what lies outside the image.
  public static func affine(
    degrees: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1, shear: ClosedRange<Double> = 0...0,
    shift: ClosedRange<Double> = 0...0, beyond: PaddingFill = .constant(0)
  ) -> ImageTransform {
    affine("affine map", degrees: degrees, scale: scale, shear: shear, shift: shift, beyond: beyond)
  }

  private static func affine(
    _ name: String, degrees: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1,
    shear: ClosedRange<Double> = 0...0, shift: ClosedRange<Double> = 0...0, beyond: PaddingFill
  ) -> ImageTransform {
    precondition(scale.lowerBound > 0, "a scale must be positive, not \(scale)")
    precondition(max(shear.lowerBound.magnitude, shear.upperBound.magnitude) < 90, "a shear of \(shear)° is too much")
    let parts = [
      ("rotation", degrees, 0, "°"), ("scale", scale, 1, ""), ("shear", shear, 0, "°"), ("shift", shift, 0, ""),
    ].filter { $0.1 != $0.2...$0.2 }
    let text = parts.map { "\($0.0) \($0.1.lowerBound)\($0.3) to \($0.1.upperBound)\($0.3)" }.joined(separator: ", ")
    return ImageTransform(text.isEmpty ? name : text) { draws, size in
      let turn = try draws.number(in: degrees, identity: 0)
      let factor = try draws.number(in: scale, identity: 1)
      let slant = try draws.number(in: shear, identity: 0)
      let down = try draws.number(in: shift, identity: 0)
      let right = try draws.number(in: shift, identity: 0)
      let map = AffineMap(
        degrees: turn, scale: factor, shear: (slant, 0), rows: down * Double(size.height),
        columns: right * Double(size.width))
      if map == .identity { return [] }
      let drawn = [
        ("rotation", turn, 0, "°"), ("scale", factor, 1, ""), ("shear", slant, 0, "°"), ("down", down, 0, ""),
        ("right", right, 0, ""),
      ]
      .filter { $0.1 != $0.2 }.map { "\($0.0) \($0.1.short)\($0.3)" }
      @Sendable func pixels(nearest: Bool) -> PixelMap {
        .affine(map.matrix, from: size.extent, to: size.extent, nearest: nearest, beyond: beyond)
      }
      return [
        .moving(
          name, drawn.joined(separator: ", "), from: size, pixels(nearest: false), fill: beyond.value,
          mask: { pixels(nearest: true) })
      ]
    }
  }

  /// Moves by whole pixels, down and to the right alike.
  public static func shift(_ pixels: ClosedRange<Int>, fill: Float = 0) -> ImageTransform {
    let simplest = min(max(0, pixels.lowerBound), pixels.upperBound)
    return ImageTransform("shift by \(pixels.lowerBound) to \(pixels.upperBound) pixels") { draws, size in
      let down = try draws.integer(in: pixels, simplest: simplest)
      let right = try draws.integer(in: pixels, simplest: simplest)
      if down == 0 && right == 0 { return [] }
      return [
        .moving(
          "shift", "shift \(down) down, \(right) right", from: size,
          .taking(
            rows: (0..<size.height).map { $0 - down }, columns: (0..<size.width).map { $0 - right }, from: size.extent),
          fill: fill)
      ]
    }
  }

  /// Bends as of a rubber sheet: random displacements of every pixel, smoothed by a Gaussian of `sigma` pixels.
  ///
  /// Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to visual document
  /// analysis", section 2: uniform numbers in [−1, 1], smoothed and then multiplied by `strength`, in pixels. Bilinear.
  public static func elastic(
    strength: ClosedRange<Double>, sigma: Double, beyond: PaddingFill = .constant(0)
  ) -> ImageTransform {
    precondition(strength.lowerBound >= 0 && sigma > 0, "bends need a strength and a sigma that are not negative")
    return ImageTransform("elastic \(strength.lowerBound) to \(strength.upperBound), sigma \(sigma)") { draws, size in
      let amount = try draws.number(in: strength, identity: 0)
      let key = try draws.key()
      if amount == 0 { return [] }
      let fields = Tensor.uniform(-1, 1, shape: [2, 1, size.height, size.width], key: key)
      let smooth = (fields.gaussianBlurred(sigma: sigma) * Float(amount)).elements
      let (down, right) = (Array(smooth[..<(smooth.count / 2)]), Array(smooth[(smooth.count / 2)...]))
      @Sendable func pixels(nearest: Bool) -> PixelMap {
        .deforming(down: down, right: right, size.extent, nearest: nearest, beyond: beyond)
      }
      return [
        .moving(
          "elastic", "elastic \(amount.short)", from: size, pixels(nearest: false), fill: beyond.value,
          mask: { pixels(nearest: true) })
      ]
    }
  }
}

extension ImageStep {
  /// Another size.
  static func resizing(_ size: ImageSize, to new: (height: Int, width: Int), by method: Interpolation) -> ImageStep {
    .moving(
      "resize", "resize to \(new.height)×\(new.width)", from: size, .resizing(from: size.extent, to: new, by: method),
      mask: { .resizing(from: size.extent, to: new, by: .nearest) })
  }
}

import AssayBase
import AssayTensor

extension ImageTransform {
  /// Gaussian means of a standard deviation of the range, in pixels.
  public static func gaussianBlur(sigma: ClosedRange<Double>) -> ImageTransform {
    precondition(sigma.lowerBound >= 0, "a sigma is not negative, as \(sigma) is")
    return ImageTransform("gaussian blur, sigma \(sigma.lowerBound) to \(sigma.upperBound)") { draws, size in
      let width = try draws.number(in: sigma, identity: 0)
      let weights = BlurWeights.gaussian(sigma: width, radius: BlurWeights.radius(of: width))
      if weights.count == 1 { return [] }
      let map = PixelMap.filtering(across: weights, down: weights, size.extent)
      return [ImageStep("gaussian blur", "gaussian blur \(width.short)", size: size, .linear(map, fill: 0))]
    }
  }

  /// The blur of a moving camera: a line of `length` pixels in a direction of the range, in degrees.
  public static func motionBlur(length: Int, degrees: ClosedRange<Double> = 0...180) -> ImageTransform {
    precondition(length > 0 && length % 2 == 1, "a line of motion has an odd number of pixels, not \(length)")
    return ImageTransform("motion blur over \(length)") { draws, size in
      let angle = try draws.number(in: degrees, identity: 0)
      if length == 1 { return [] }
      return [
        ImageStep(
          "motion blur \(length)", "motion blur \(length) at \(angle.short)°", size: size,
          .numbers([Float(angle)]) { images, angles in
            let rows = angles.count == 1 ? [images] : (0..<angles.count).map { images.rows([$0]) }
            return .concatenating(
              zip(rows, angles).map { $0.motionBlurred(size: length, degrees: Double($1[0])) }, axis: 0)
          })
      ]
    }
  }

  /// The image cut into `patches` × `patches` tiles in random order: texture stays, shape goes.
  ///
  /// Zhang and Zhu, "Interpreting Adversarially Trained Convolutional Neural Networks" (ICML 2019), section 3. Rows and
  /// columns beyond the last whole tile stay. A mask is shuffled as well.
  public static func patchShuffle(_ patches: Int) -> ImageTransform {
    precondition(patches > 0, "an image has at least one patch")
    return ImageTransform("patch shuffle \(patches)×\(patches)") { draws, size in
      let tile = (height: max(1, size.height / patches), width: max(1, size.width / patches))
      var stream = RandomStream(try draws.key())
      let order = stream.permutation(of: (size.height / tile.height) * (size.width / tile.width))
      return [.moving("patch shuffle", from: size, .shufflingTiles(tile, order, size.extent))]
    }
  }
}

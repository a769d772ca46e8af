import AssayBase
import AssayTensor

extension ImageTransform {
  /// Every value multiplied by a factor of the range.
  public static func brightness(_ factors: ClosedRange<Double>) -> ImageTransform {
    colour(.brightness, factors, identity: 1)
  }

  /// Contrast about the mean of the image's grayscale; see ``Pictorial/contrastAdjusted(by:)``.
  public static func contrast(_ factors: ClosedRange<Double>) -> ImageTransform {
    colour(.contrast, factors, identity: 1)
  }

  /// Distance from the grayscale image; see ``Pictorial/saturationAdjusted(by:)``.
  public static func saturation(_ factors: ClosedRange<Double>) -> ImageTransform {
    colour(.saturation, factors, identity: 1)
  }

  /// Hues turned, in whole turns.
  public static func hue(_ turns: ClosedRange<Double>) -> ImageTransform {
    precondition(turns.lowerBound >= -1 && turns.upperBound <= 1, "hues are turned by −1 to 1, not \(turns)")
    return colour(.hue, turns, identity: 0)
  }

  /// Powers of the values: above 1 darker, below 1 brighter.
  public static func gamma(_ exponents: ClosedRange<Double>) -> ImageTransform {
    precondition(exponents.lowerBound > 0, "gamma must be positive, not \(exponents)")
    return colour(.gamma, exponents, identity: 1)
  }

  /// Values driven apart, p of 1 to 1024 as in ``Pictorial/polarized(p:)``.
  public static func polarization(p: Double) -> ImageTransform {
    precondition(p > 0 && p.isFinite, "p must be positive and finite, not \(p)")
    return ImageTransform("polarization p = \(p)") { _, size in
      p == 2 ? [] : [.colour(.polarization, 2 / p, size: size, text: "polarization p = \(p)")]
    }
  }

  /// The luma, repeated for every channel that there is.
  public static let grayscale = ImageTransform("grayscale") { _, size in
    if size.channels == 1 { return [] }
    guard size.channels == 3 else {
      throw AssayError(.shapeMismatch, "grayscale needs one or three channels", found: "\(size)")
    }
    return [
      ImageStep("grayscale", size: size, .numbers([]) { images, _ in images.grayscaled(channels: images.shape[1]) })
    ]
  }

  private static func colour(
    _ function: ColourFunction, _ range: ClosedRange<Double>, identity: Double
  ) -> ImageTransform {
    ImageTransform("\(function.rawValue) \(range.lowerBound) to \(range.upperBound)") { draws, size in
      let amount = try draws.number(in: range, identity: identity)
      guard size.channels == 1 || size.channels == 3 || function == .brightness || function == .gamma else {
        throw AssayError(
          .shapeMismatch, "a change of \(function.rawValue) needs one or three channels", found: "\(size)")
      }
      return amount == identity ? [] : [.colour(function, amount, size: size)]
    }
  }
}

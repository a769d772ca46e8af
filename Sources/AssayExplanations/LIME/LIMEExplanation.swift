import AssayImages

/// What LIME found out about one image: a linear model of what its superpixels do.
public struct LIMEExplanation: Sendable {
  /// The image's superpixels.
  public let superpixels: Superpixels
  /// How much each superpixel, when shown, adds to the probability; 0 for those not in the linear model.
  public let coefficients: [Double]
  /// The superpixels in the linear model, those of the largest coefficients by magnitude first, of equal ones the first.
  public let order: [Int]
  /// What the linear model says when all superpixels are hidden.
  public let intercept: Double
  /// The share of the weighted spread of probabilities that the linear model explains (R²).
  public let score: Double
  /// What the linear model says of the whole image.
  public let localPrediction: Double
  /// What the model itself says of the whole image: a probability, or a difference of two.
  public let prediction: Double

  /// The superpixels that speak most for the class, at most `count` of them, the strongest first.
  ///
  /// - Parameter isPositiveOnly: Whether those that speak against it are left out, else they count by magnitude.
  public func strongest(_ count: Int, positiveOnly isPositiveOnly: Bool = true) -> [Int] {
    Array(order.filter { !isPositiveOnly || coefficients[$0] > 0 }.prefix(max(0, count)))
  }

  /// The image with only the strongest superpixels shown and the rest covered.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for an image of another size, `(.invalidArgument)` for a cover outside [0, 1].
  public func picture(
    of image: Image, showing count: Int = 5, positiveOnly isPositiveOnly: Bool = true, cover: Float = 0
  ) throws -> Image {
    try image.showing(only: strongest(count, positiveOnly: isPositiveOnly), of: superpixels, cover: cover)
  }
}

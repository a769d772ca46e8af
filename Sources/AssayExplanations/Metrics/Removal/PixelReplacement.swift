/// What stands in the place of a removed pixel.
public enum PixelReplacement: Sendable {
  /// The pixel of a baseline image.
  case baseline(ExplanationBaseline)
  /// 1 less the pixel: what flipping a binary pixel does (Bach et al. 2015).
  case inverted
  /// The weighted mean of its eight neighbours, with Gaussian noise of this standard deviation.
  ///
  /// Noisy linear imputation (Rong et al. 2022): sides weigh 1/6 and corners 1/12, removed pixels are unknowns of
  /// a linear system, solved by conjugate gradients. It hides the shape of what is removed. Sides of the image
  /// have fewer neighbours, whose weights then count for more. The result is cut to [0, 1].
  case noisyLinear(deviation: Double = 0.01)

  var description: String {
    switch self {
    case .baseline(let baseline): baseline.description
    case .inverted: "inverted"
    case .noisyLinear(let deviation): "imputed, noise \(Float(deviation))"
    }
  }
}

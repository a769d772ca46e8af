extension Explanation {
  /// Occlusion: how far the score falls when a square slides over the image (Zeiler and Fergus 2014, section 4.2).
  ///
  /// A pixel's value is the mean over the squares that cover it, the same for all channels. The squares begin every
  /// `stride` pixels from the upper left; where the last of a row or column would stick out, it is cut at the border, so that
  /// every pixel is covered. One answer of the model for each square; black boxes can be explained.
  ///
  /// - Parameters:
  ///   - window: The side of the square; unless given, a seventh of the image's shorter side, rounded up.
  ///   - stride: How far squares are apart, at most `window`; unless given, half of it, rounded up.
  ///   - baseline: What the square shows.
  ///   - output: What of the model's answer is explained.
  public static func occlusion(
    window: Int? = nil, stride: Int? = nil, baseline: ExplanationBaseline = .black, of output: ExplainedOutput = .logit
  ) -> Explanation {
    Explanation(Occlusion(window: window, stride: stride, baseline: baseline, output: output))
  }
}

extension ExplanationForm {
  static let occlusion = ExplanationForm(
    "occlusion", needs: .answers, "how far the score falls when a square covers the pixel",
    settings: "baseline=black,output=logit", extras: "window=PIXELS,stride=PIXELS"
  ) { shared, settings in
    .occlusion(
      window: try settings.int("window"), stride: try settings.int("stride"), baseline: try shared.baseline(&settings),
      of: try settings.choice("output") ?? .logit)
  }
}

import AssayImages

extension Explanation {
  /// Feature ablation: how much the score falls when one group of pixels shows the baseline, the others the image.
  ///
  /// One answer of the model for each group and one for the image; black boxes can be explained. Every pixel of a group has
  /// the value of its group, in all channels. What several groups show alike is ablated by none of them: see
  /// ``shapley(_:baseline:of:)``.
  ///
  /// - Parameters:
  ///   - groups: Which pixels are covered together.
  ///   - baseline: The image that stands for "nothing there".
  ///   - output: What of the model's answer is explained.
  public static func featureAblation(
    _ groups: SegmentationMethod = .pixels, baseline: ExplanationBaseline = .black, of output: ExplainedOutput = .logit
  ) -> Explanation {
    Explanation(FeatureAblation(groups: groups, baseline: baseline, output: output))
  }
}

extension ExplanationForm {
  static let featureAblation = ExplanationForm(
    "feature-ablation", needs: .answers, "how far the score falls without each group of pixels",
    settings: "groups=pixels,baseline=black,output=logit"
  ) { shared, settings in
    .featureAblation(
      try settings.groups(otherwise: .pixels), baseline: try shared.baseline(&settings),
      of: try settings.choice("output") ?? .logit)
  }
}

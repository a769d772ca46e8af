import AssayImages

extension Explanation {
  /// Exact Shapley values of up to 16 groups of pixels (Shapley 1953; for models: Štrumbelj and Kononenko 2014).
  ///
  /// What each group adds to the score, averaged over all orders in which groups can take the place of the baseline. The
  /// values of the groups sum to the score of the image less that of the baseline; the map has a group's value in each of
  /// its pixels and channels. Costs 2ⁿ answers of the model for n groups; black boxes can be explained.
  ///
  /// - Parameters:
  ///   - groups: The players. More than 16 are refused: use ``kernelSHAP(_:samples:baseline:of:seed:)`` for them.
  ///   - baseline: The image that stands for "nothing there".
  ///   - output: What of the model's answer is explained.
  public static func shapley(
    _ groups: SegmentationMethod = .grid(rows: 4, columns: 4), baseline: ExplanationBaseline = .black,
    of output: ExplainedOutput = .logit
  ) -> Explanation {
    Explanation(ExactShapley(groups: groups, baseline: baseline, output: output))
  }

  /// Shapley values of many groups of pixels, from some coalitions (KernelSHAP: Lundberg and Lee 2017, theorem 2).
  ///
  /// The linear model of the groups that fits the scores of coalitions best under the Shapley kernel, among those whose
  /// values sum to the score of the image less that of the baseline. Where `samples` are enough for all 2ⁿ − 2 coalitions
  /// this gives the exact values. Else sizes of coalitions whose share of the kernel allows it are taken completely, from
  /// the smallest and largest on; coalitions of the other sizes are drawn in pairs with their complements (Covert and Lee
  /// 2021), the same ones for every image. The standard errors that
  /// ``groupAttributions(of:images:labels:target:)`` gives then come from the spread among the pairs.
  ///
  /// - Parameters:
  ///   - groups: The players, 1,024 at most.
  ///   - samples: The number of coalitions beside the full and the empty one; at least four a group.
  ///   - baseline: The image that stands for "nothing there".
  ///   - output: What of the model's answer is explained.
  ///   - seed: What coalitions are drawn from.
  public static func kernelSHAP(
    _ groups: SegmentationMethod = .grid(rows: 7, columns: 7), samples: Int = 2048,
    baseline: ExplanationBaseline = .black, of output: ExplainedOutput = .logit, seed: UInt64 = 0
  ) -> Explanation {
    Explanation(KernelSHAP(groups: groups, samples: samples, baseline: baseline, output: output, seed: seed))
  }
}

extension ExplanationForm {
  static let shapley = ExplanationForm(
    "shapley", needs: .answers, "exact Shapley values of up to 16 groups of pixels",
    settings: "groups=grid:4:4,baseline=black,output=logit"
  ) { shared, settings in
    .shapley(
      try settings.groups(otherwise: .grid(rows: 4, columns: 4)), baseline: try shared.baseline(&settings),
      of: try settings.choice("output") ?? .logit)
  }

  static let kernelSHAP = ExplanationForm(
    "kernel-shap", needs: .answers, "Shapley values of many groups of pixels, estimated from some coalitions",
    settings: "groups=grid:7:7,samples=2048,baseline=black,output=logit,seed=0"
  ) { shared, settings in
    .kernelSHAP(
      try settings.groups(otherwise: .grid(rows: 7, columns: 7)), samples: try settings.int("samples") ?? 2048,
      baseline: try shared.baseline(&settings), of: try settings.choice("output") ?? .logit,
      seed: try shared.seed(&settings))
  }
}

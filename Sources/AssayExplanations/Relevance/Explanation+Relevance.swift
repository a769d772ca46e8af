extension Explanation {
  /// Layer-wise relevance propagation (Bach et al. 2015): the score itself, dealt back from layer to layer to the pixels.
  ///
  /// A map sums to the score, up to what biases and stabilisers take out. A difference of two scores starts with both.
  /// Beside the `rules` for convolutions and dense layers: activations pass relevance unchanged; pooling, sums and
  /// normalisation deal it by contribution; of a gate (squeeze and excitation) the gated value takes all (Arras et al.
  /// 2017). Batch normalisation right behind a convolution or dense layer is first folded into it; a normalisation of
  /// pixels is a change of units. A layer of one's own without an operation in the plan is refused by name, and so is local
  /// response normalisation. Costs one to six passes a layer, by the rule; memory: the activations of all layers, 64 MiB of
  /// them or one image a thread, and the changed weights.
  public static func layerwiseRelevance(_ rules: RelevanceRules = .composite) -> Explanation {
    Explanation(LayerwiseRelevance(rules: rules))
  }
}

extension ExplanationForm {
  static let layerwiseRelevance = ExplanationForm(
    "lrp", needs: .layers, "the score, dealt back from layer to layer", settings: "rules=composite"
  ) { _, settings in
    .layerwiseRelevance(try settings.text("rules").map { try RelevanceRules(parsing: $0) } ?? .composite)
  }
}

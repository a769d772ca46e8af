import AssayNetworks
import AssayTensor

/// DeepLIFT by the rescale rule (Shrikumar, Greenside and Kundaje 2017).
package struct DeepLIFT: CompleteAttribution {
  let baseline: ExplanationBaseline

  package init(baseline: ExplanationBaseline) { self.baseline = baseline }

  package var description: String { "DeepLIFT (\(baseline.description))" }

  package var needs: ExplanationForm.Needs { .layers }

  package func validate() {}

  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    try contributions(of: subject, images: images, scores: scores) { $0.maps }
  }

  /// What the sum of each map is more than the difference of scores that it should be: 0 but for rounding.
  package func convergenceDeltas(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [Float] {
    try contributions(of: subject, images: images, scores: scores) { $0.maps.sumPerExample() - $0.differences }.elements
  }

  package func completenessGaps(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [Double] {
    let scale = try CompletenessScale(
      subject.differentiable(), images: images, baselines: baseline.images(for: images), scores: scores)
    return scale.gaps(of: try maps(of: subject, images: images, scores: scores), rows: Array(0..<scores.count))
  }

  /// What `part` takes of the maps and the differences of scores.
  private func contributions(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores,
    _ part: @Sendable ((maps: Tensor, differences: Tensor)) -> Tensor
  ) throws -> Tensor {
    let graph = try subject.foldedGraph()
    try graph.checkRules(
      of: "DeepLIFT", expecting: "linear layers, activations, pooling, sums, concatenations, gates",
      hasRule: RescaleRule.hasRule)
    let baselines = try baseline.images(for: images)
    return try subject.propagating(graph, scores: scores, copies: 2) { rows, scores in
      let (images, baselines) = (images.rows(rows), baselines.rows(rows))
      let rule = RescaleRule(reference: try subject.checkedValues(of: graph, for: baselines))
      let values = try subject.checkedValues(of: graph, for: images)
      let differences = try [values, rule.reference].map {
        scores.values(of: Logits(try subject.value(graph.output, in: $0)))
      }
      let cotangent = scores.cotangent(rows: 0..<scores.count, classCount: subject.original.classCount)
      let multipliers = try graph.propagate(cotangent, back: consume values, to: graph.input, by: rule)
      return part((multipliers * (images - baselines), differences[0] - differences[1]))
    }
  }
}

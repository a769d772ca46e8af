import AssayNetworks
import AssayTensor

/// Layer-wise relevance propagation (Bach et al. 2015).
struct LayerwiseRelevance: AttributionMethod {
  let rules: RelevanceRules

  var description: String { "layer-wise relevance propagation (\(rules))" }

  var needs: ExplanationForm.Needs { .layers }

  func validate() throws { try rules.validate() }

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let graph = try subject.foldedGraph()
    try graph.checkRules(
      of: "layer-wise relevance propagation",
      expecting:
        "convolutions, dense layers, normalisation by channel, activations, pooling, sums, concatenations, gates",
      hasRule: RelevanceWalk.hasRule)
    let walk = RelevanceWalk(graph, rules: rules)
    return try subject.propagating(graph, scores: scores, copies: 2) { rows, scores in
      let values = try subject.checkedValues(of: graph, for: images.rows(rows))
      let logits = try subject.value(graph.output, in: values)
      let cotangent = scores.cotangent(rows: 0..<scores.count, classCount: subject.original.classCount)
      return try graph.propagate(logits * cotangent, back: consume values, to: graph.input, by: walk)
    }
  }
}

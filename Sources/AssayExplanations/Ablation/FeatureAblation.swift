import AssayNetworks
import AssayTensor

/// The fall of the score when a group of pixels shows the baseline, for each group.
struct FeatureAblation: GroupMethod {
  let groups: FeatureGroups
  let baseline: ExplanationBaseline
  let output: ExplainedOutput

  var description: String { "feature ablation (\(groups), \(baseline.description), \(output.rawValue))" }

  func validate() throws { try groups.validate() }

  func attributions(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [GroupAttribution] {
    let game = try CoalitionGame(
      subject, images: images, scores: scores, groups: groups, baseline: baseline, output: output)
    var attributions: [GroupAttribution] = []
    // Copy 0 is the image itself.
    try game.forEachImage(
      coalitions: { game.groups[$0].count + 1 }, absent: { _, copy in copy == 0 ? [] : [copy - 1] },
      { image, scores in
        attributions.append(
          GroupAttribution(
            game.groups[image], values: scores.dropFirst().map { scores[0] - $0 }, score: scores[0]))
      })
    return attributions
  }
}

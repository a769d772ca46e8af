import AssayImages
import AssayNetworks
import AssayTensor

/// The fall of the score when a group of pixels shows the baseline, for each group.
struct FeatureAblation: GroupMethod {
  let groups: SegmentationMethod
  let baseline: ExplanationBaseline
  let output: ExplainedOutput

  var description: String { "feature ablation (\(groups), \(baseline.description), \(output.rawValue))" }

  func validate() throws { try validateGame() }

  func attributions(of count: Int, game: (_ image: Int) throws -> CoalitionGame) throws -> [GroupAttribution] {
    try (0..<count).map { image in
      let game = try game(image)
      // The first copy is the image itself.
      let scores = try game.scores(of: game.players.count + 1) { $0 == 0 ? [] : [$0 - 1] }
      return GroupAttribution(
        game.players, values: scores.dropFirst().map { scores[0] - $0 }, score: scores[0])
    }
  }
}

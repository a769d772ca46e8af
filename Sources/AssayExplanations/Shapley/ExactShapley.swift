import AssayBase
import AssayNetworks
import AssayTensor

/// Shapley values of few groups, from the scores of all their coalitions.
struct ExactShapley: GroupMethod {
  /// The most groups; each more doubles the work.
  static let mostGroups = 16

  let groups: FeatureGroups
  let baseline: ExplanationBaseline
  let output: ExplainedOutput

  var description: String { "Shapley values (\(groups), \(baseline.description), \(output.rawValue))" }

  func validate() throws { try groups.validate() }

  func attributions(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [GroupAttribution] {
    let game = try CoalitionGame(
      subject, images: images, scores: scores, groups: groups, baseline: baseline, output: output)
    for (image, groups) in game.groups.enumerated() where groups.count > Self.mostGroups {
      throw AssayError(
        .limitExceeded, "exact Shapley values need the scores of all coalitions, too many of so many groups",
        expected: "at most \(Self.mostGroups) groups", found: "\(groups.count)", at: "image \(image)",
        advice: "Use fewer groups, or kernelSHAP, which estimates the values from some coalitions")
    }
    var attributions: [GroupAttribution] = []
    // Bit g of a coalition's number says whether group g takes part.
    try game.forEachImage(
      coalitions: { 1 << game.groups[$0].count },
      absent: { image, coalition in (0..<game.groups[image].count).filter { coalition >> $0 & 1 == 0 } },
      { image, scores in
        attributions.append(
          GroupAttribution(
            game.groups[image], values: Self.values(of: scores), score: scores[scores.count - 1],
            baselineScore: scores[0]))
      })
    return attributions
  }

  /// The Shapley values of the game in which the coalition with the bits of `index` has the score at that index.
  static func values(of scores: [Double]) -> [Double] {
    let players = scores.count.trailingZeroBitCount
    var shares = [Double](repeating: 0, count: players)
    // The share of the orders in which a player finds exactly these others there: s! (n − s − 1)! / n!.
    var share = 1 / Double(max(1, players))
    for size in 0..<players {
      shares[size] = share
      share *= Double(size + 1) / Double(max(1, players - 1 - size))
    }
    return (0..<players).map { player in
      var value = 0.0
      for coalition in 0..<scores.count where coalition >> player & 1 == 0 {
        value += shares[coalition.nonzeroBitCount] * (scores[coalition | 1 << player] - scores[coalition])
      }
      return value
    }
  }
}

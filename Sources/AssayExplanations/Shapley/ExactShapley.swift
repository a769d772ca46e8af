import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// Shapley values of few groups, from the scores of all their coalitions.
struct ExactShapley: GroupMethod {
  /// The most groups; each more doubles the work.
  static let mostGroups = 16

  let groups: SegmentationMethod
  let baseline: ExplanationBaseline
  let output: ExplainedOutput

  var description: String { "Shapley values (\(groups), \(baseline.description), \(output.rawValue))" }

  func validate() throws { try validateGame() }

  func attributions(of count: Int, game: (_ image: Int) throws -> CoalitionGame) throws -> [GroupAttribution] {
    try (0..<count).map { image in
      let game = try game(image)
      let players = game.players.count
      guard players <= Self.mostGroups else {
        throw AssayError(
          .limitExceeded, "exact Shapley values need the scores of all coalitions, too many of so many groups",
          expected: "at most \(Self.mostGroups) groups", found: "\(players)", at: "image \(image)",
          advice: "Use fewer groups, or kernelSHAP, which estimates the values from some coalitions")
      }
      // Bit g of a coalition's number says whether group g takes part.
      let scores = try game.scores(of: 1 << players) { coalition in
        (0..<players).filter { coalition >> $0 & 1 == 0 }
      }
      return GroupAttribution(
        game.players, values: Self.values(of: scores), score: scores[scores.count - 1], baselineScore: scores[0])
    }
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

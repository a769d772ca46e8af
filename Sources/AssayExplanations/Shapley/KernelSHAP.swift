import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// Shapley values of many groups, from the scores of some of their coalitions.
struct KernelSHAP: GroupMethod {
  /// The most groups: the equations take their square in memory and their cube in time.
  static let mostGroups = 1024
  private static let mostSamples = 1_000_000

  let groups: SegmentationMethod
  let samples: Int
  let baseline: ExplanationBaseline
  let output: ExplainedOutput
  let seed: UInt64

  var description: String {
    "KernelSHAP (\(groups), \(samples) samples, \(baseline.description), \(output.rawValue), seed \(seed))"
  }

  func validate() throws {
    try validateGame()
    guard samples >= 1, samples <= Self.mostSamples else {
      throw AssayError(
        .invalidArgument, "KernelSHAP needs a sensible number of coalitions",
        expected: "samples from 1 to \(Self.mostSamples)", found: "\(samples)", at: "samples")
    }
  }

  func attributions(of count: Int, game: (_ image: Int) throws -> CoalitionGame) throws -> [GroupAttribution] {
    // The same coalitions for every image with as many groups.
    var regressions: [Int: ShapleyRegression] = [:]
    return try (0..<count).map { image in
      let game = try game(image)
      let players = game.players.count
      let regression = try regressions[players] ?? regression(of: players, at: image)
      regressions[players] = regression
      let coalitions = regression.design.coalitions
      // After those of the design come the empty and the full coalition.
      let scores = try game.scores(of: coalitions.count + 2) { copy in
        if copy < coalitions.count { return coalitions.absent(copy) }
        return copy == coalitions.count ? Array(0..<players) : []
      }
      let (empty, full) = (scores[coalitions.count], scores[coalitions.count + 1])
      let (values, errors) = regression.values(of: scores.dropLast(2), empty: empty, full: full)
      return GroupAttribution(
        game.players, values: values, standardErrors: errors, score: full, baselineScore: empty)
    }
  }

  private func regression(of players: Int, at image: Int) throws -> ShapleyRegression {
    guard players <= Self.mostGroups else {
      throw AssayError(
        .limitExceeded, "KernelSHAP cannot tell so many groups apart", expected: "at most \(Self.mostGroups) groups",
        found: "\(players)", at: "image \(image)", advice: "Use coarser groups, or RISE")
    }
    guard ShapleyDesign.isExhaustive(players: players, samples: samples) || samples >= 4 * players else {
      throw AssayError(
        .invalidArgument, "KernelSHAP has too few samples for the groups of image \(image)",
        expected: "at least \(4 * players) for \(players) groups", found: "\(samples)", at: "samples",
        advice: "Raise samples, or use coarser groups")
    }
    let key = RandomKey(seed: seed).derived("KernelSHAP").derived(players)
    return ShapleyRegression(ShapleyDesign(players: players, samples: samples, key: key))
  }
}

import AssayBase
import AssayNetworks
import AssayTensor

/// Shapley values of many groups, from the scores of some of their coalitions.
struct KernelSHAP: GroupMethod {
  /// The most groups: the equations take their square in memory and their cube in time.
  static let mostGroups = 1024
  private static let mostSamples = 1_000_000

  let groups: FeatureGroups
  let samples: Int
  let baseline: ExplanationBaseline
  let output: ExplainedOutput
  let seed: UInt64

  var description: String {
    "KernelSHAP (\(groups), \(samples) samples, \(baseline.description), \(output.rawValue), seed \(seed))"
  }

  func validate() throws {
    try groups.validate()
    guard samples >= 1, samples <= Self.mostSamples else {
      throw AssayError(
        .invalidArgument, "KernelSHAP needs a sensible number of coalitions",
        expected: "samples from 1 to \(Self.mostSamples)", found: "\(samples)", at: "samples")
    }
  }

  func attributions(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [GroupAttribution] {
    let game = try CoalitionGame(
      subject, images: images, scores: scores, groups: groups, baseline: baseline, output: output)
    let regressions = try regressions(for: Set(game.groups.map(\.count)))
    var attributions: [GroupAttribution] = []
    // The last two copies are those of the empty and of the full coalition.
    try game.forEachImage(
      coalitions: { (regressions[game.groups[$0].count]?.design.coalitions.count ?? 0) + 2 },
      absent: { image, copy in
        let players = game.groups[image].count
        guard let coalitions = regressions[players]?.design.coalitions, copy <= coalitions.count else { return [] }
        return copy < coalitions.count ? coalitions.absent(copy) : Array(0..<players)
      },
      { image, scores in
        guard let regression = regressions[game.groups[image].count] else { return }
        let (empty, full) = (scores[scores.count - 2], scores[scores.count - 1])
        let (values, errors) = regression.values(of: scores.dropLast(2), empty: empty, full: full)
        attributions.append(
          GroupAttribution(
            game.groups[image], values: values, standardErrors: errors, score: full, baselineScore: empty))
      })
    return attributions
  }

  /// The least squares for each number of players; the same coalitions for every image with as many.
  private func regressions(for playerCounts: Set<Int>) throws -> [Int: ShapleyRegression] {
    var regressions: [Int: ShapleyRegression] = [:]
    for players in playerCounts.sorted() {
      guard players <= Self.mostGroups else {
        throw AssayError(
          .limitExceeded, "KernelSHAP cannot tell so many groups apart", expected: "at most \(Self.mostGroups) groups",
          found: "\(players)", at: "groups", advice: "Use coarser groups, or RISE")
      }
      guard ShapleyDesign.isExhaustive(players: players, samples: samples) || samples >= 4 * players else {
        throw AssayError(
          .invalidArgument, "KernelSHAP has too few samples for its groups",
          expected: "at least \(4 * players) for \(players) groups", found: "\(samples)", at: "samples",
          advice: "Raise samples, or use coarser groups")
      }
      let key = RandomKey(seed: seed).derived("KernelSHAP").derived(players)
      regressions[players] = ShapleyRegression(ShapleyDesign(players: players, samples: samples, key: key))
    }
    return regressions
  }
}

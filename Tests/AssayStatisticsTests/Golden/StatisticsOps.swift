import AssayBase
import AssayStatistics
import AssayTestSupport

/// What the package computes for the ops of the golden file, by role.
enum StatisticsOps {
  typealias Roles = [String: [Double]]

  /// Compares every expected role; roles that describe the peer alone are passed over.
  static func compare(_ roles: Roles, with goldenCase: GoldenCase) throws -> [GoldenMismatch] {
    let aboutThePeer: Set = ["scipy_relative_difference"]
    let numbers = goldenCase.expectedValues.keys.filter { !aboutThePeer.contains($0) }.sorted()
    var mismatches = try numbers.compactMap { role -> GoldenMismatch? in
      guard let got = roles[role] else { return GoldenMismatch(role: role, "nothing was computed for this role") }
      if let text = goldenCase.expectedValues[role]?.string {
        let expected = try outcomeCode(text)
        return got == [expected] ? nil : GoldenMismatch(role: role, "got outcome \(got), expected \(text)")
      }
      return try goldenCase.compare(values: got, with: role)
    }
    mismatches += try goldenCase.expectedRoles.compactMap { role in
      guard let got = roles[role] else { return GoldenMismatch(role: role, "nothing was computed for this role") }
      return try goldenCase.compare(got.map { Float($0) }, with: role)
    }
    return mismatches
  }

  static func proportionInterval(_ goldenCase: GoldenCase) throws -> Roles {
    let interval = try ProportionInterval(
      successes: goldenCase.integer("successes"), trials: goldenCase.integer("trials"),
      confidence: goldenCase.number("level"))
    return [
      "clopper_pearson": interval.clopperPearson.ends,
      "clopper_pearson_one_sided_lower": [interval.clopperPearsonLowerBound],
      "clopper_pearson_one_sided_upper": [interval.clopperPearsonUpperBound],
      "wilson": interval.wilson.ends, "wilson_continuity": interval.wilsonWithContinuity.ends,
      "hoeffding": interval.hoeffding.ends, "hoeffding_half_width": [interval.hoeffdingHalfWidth],
      "jeffreys": interval.jeffreys.ends,
    ]
  }

  static func empiricalBernstein(_ goldenCase: GoldenCase) throws -> Roles {
    let range = try goldenCase.numbers("range")
    let interval = try MeanInterval(
      goldenCase.input("x").doubles, in: range[0]...range[1], confidence: 1 - goldenCase.number("delta"))
    return [
      "mean": [interval.mean], "maurer_pontil_margin": [interval.maurerPontilMargin],
      "audibert_margin": [interval.audibertMargin], "hoeffding_margin_two_sided": [interval.hoeffdingMargin],
    ]
  }

  static func mcNemar(_ goldenCase: GoldenCase) throws -> Roles {
    let test = try McNemarTest(onlyFirst: goldenCase.integer("b"), onlySecond: goldenCase.integer("c"))
    return [
      "p_exact": [test.exactPValue], "p_mid": [test.midPValue], "chi2_corrected": [test.statistic],
      "p_chi2_corrected": [test.chiSquaredPValue],
    ]
  }

  static func pairedBootstrap(_ goldenCase: GoldenCase) throws -> Roles {
    let rows = try goldenCase.input("rows")
    let width = rows.shape[1]
    let bootstrap = try PairedBootstrap(
      goldenCase.input("a").doubles, goldenCase.input("b").doubles,
      rows: (0..<rows.shape[0]).map { Array(rows.integers[($0 * width)..<(($0 + 1) * width)]) },
      confidence: goldenCase.number("level"))
    return [
      "difference": [bootstrap.difference], "resampled": bootstrap.resampled, "percentile": bootstrap.percentile.ends,
      "basic": bootstrap.basic.ends, "standard_error": [bootstrap.standardError],
      "bca": bootstrap.biasCorrectedAccelerated?.ends ?? [], "bca_z0": [bootstrap.biasCorrection],
      "bca_acceleration": [bootstrap.acceleration], "p_two_sided": [bootstrap.pValue],
    ]
  }

  static func rankTests(_ goldenCase: GoldenCase) throws -> Roles {
    let (a, b) = (try goldenCase.input("a").doubles, try goldenCase.input("b").doubles)
    let signed = try WilcoxonTest(a, Array(b.prefix(a.count)))
    let ranked = try MannWhitneyTest(a, b)
    var roles: Roles = [
      "wilcoxon_rank_sum_positive": [signed.positiveRankSum],
      "wilcoxon_rank_sum_negative": [signed.negativeRankSum], "mannwhitney_u": [ranked.statistic],
    ]
    for (alternative, name) in alternatives {
      let smaller = min(signed.positiveRankSum, signed.negativeRankSum)
      roles["wilcoxon_statistic_\(name)"] = [alternative == .twoSided ? smaller : signed.positiveRankSum]
      roles["wilcoxon_asymptotic_\(name)_p"] = [signed.asymptoticPValue(alternative)]
      roles["mannwhitney_asymptotic_\(name)_p"] = [ranked.asymptoticPValue(alternative)]
      // Exact values have a limit of size, so they are computed only where the peer did.
      let (signedRole, rankedRole) = ("wilcoxon_exact_\(name)_p", "mannwhitney_exact_\(name)_p")
      if goldenCase.expectedValues[signedRole] != nil { roles[signedRole] = [try signed.exactPValue(alternative)] }
      if goldenCase.expectedValues[rankedRole] != nil { roles[rankedRole] = [try ranked.exactPValue(alternative)] }
    }
    return roles
  }

  static func studentAndKolmogorov(_ goldenCase: GoldenCase) throws -> Roles {
    let (a, b) = (try goldenCase.input("a").doubles, try goldenCase.input("b").doubles)
    let test = try PairedTTest(a, Array(b.prefix(a.count)))
    return [
      "t": [test.statistic], "t_p": [test.pValue()], "ks": [try KolmogorovSmirnovDistance(a, b).value],
    ]
  }

  static func fisher(_ goldenCase: GoldenCase) throws -> Roles {
    let table = try goldenCase.integers("table")
    let test = try FisherTest(table[0], table[1], table[2], table[3])
    return Dictionary(uniqueKeysWithValues: alternatives.map { ("p_\($1)", [test.pValue($0)]) })
  }

  static func multipleTesting(_ goldenCase: GoldenCase) throws -> Roles {
    let tests = try MultipleTesting(goldenCase.numbers("p"))
    let level = try goldenCase.number("q")
    return [
      "bh_adjusted": tests.benjaminiHochberg, "by_adjusted": tests.benjaminiYekutieli, "holm_adjusted": tests.holm,
      "bonferroni_adjusted": tests.bonferroni,
      "bh_rejected_at_q": [Double(tests.benjaminiHochberg.count { $0 <= level })],
    ]
  }

  static func sequentialRatio(_ goldenCase: GoldenCase) throws -> Roles {
    var test = try SequentialRatioTest(
      null: goldenCase.number("p0"), alternative: goldenCase.number("p1"), alpha: goldenCase.number("alpha"),
      beta: goldenCase.number("beta"))
    for value in try goldenCase.input("observations").doubles { test.observe(value != 0) }
    return [
      "decision": [try outcomeCode(test.outcome)], "stopped_after": [Double(test.trials)],
      "log_ratio_at_stop": [test.logRatio], "upper": [test.upperThreshold], "lower": [test.lowerThreshold],
    ]
  }

  static func binomial(_ goldenCase: GoldenCase) throws -> Roles {
    let distribution = try BinomialDistribution(
      trials: goldenCase.integer("n"), probability: goldenCase.number("p"))
    let counts = try goldenCase.integers("k")
    return [
      "quantile": try goldenCase.numbers("levels").map { Double(try distribution.quantile($0)) },
      "log_pmf": counts.map { distribution.logProbability($0) },
      "cdf": counts.map { distribution.cumulative($0) }, "survival": counts.map { distribution.survival($0) },
    ]
  }

  private static let alternatives: [(Alternative, String)] = [
    (.twoSided, "two-sided"), (.less, "less"), (.greater, "greater"),
  ]

  private static func outcomeCode(_ outcome: SequentialRatioTest.Outcome) throws -> Double {
    switch outcome {
    case .acceptsNull: 0
    case .acceptsAlternative: 1
    case .undecided: 2
    }
  }

  private static func outcomeCode(_ name: String) throws -> Double {
    switch name {
    case "accept_p0": return 0
    case "accept_p1": return 1
    case "undecided": return 2
    default: throw AssayError(.unknownName, "no such outcome", found: name)
    }
  }
}

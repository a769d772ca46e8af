import AssayBase
import AssayStatistics

/// The verdict on a check whose cases were dealt to several processes.
///
/// The outcomes are looked at after each case in the check's order, as one process would, so that the verdict is the same
/// to the bit for any number of processes: only the time differs. Cases behind the one that decides do not count.
package enum SplitVerdict {
  /// - Throws: `AssayError` when the parts are not those of one check, or one is missing or comes twice.
  package static func merging(_ parts: [SplitCases]) throws -> Verdict {
    let parts = try ordered(parts)
    let check = parts[0].check
    var decider = try ClaimDecider(
      check.claim, population: check.population, on: check.ground, confidence: check.confidence)
    var decision = try decider.decision()
    var firstFailure: Int?
    for place in 0..<check.cases where decision == .undecided {
      let (part, row) = (parts[place % parts.count], place / parts.count)
      if !part.passes[row], firstFailure == nil { firstFailure = place % parts.count }
      try decider.observe(passes: part.passes[row], value: part.values.isEmpty ? nil : part.values[row])
      decision = try decider.decision()
    }
    if decision == .undecided {
      decider.refresh()
      decision = try decider.decision()
      if decision == .undecided, check.claim == .always { decision = .holds }
    }
    return try verdict(decision, decider, parts, firstFailure)
  }

  private static func verdict(
    _ decision: Decision, _ decider: ClaimDecider, _ parts: [SplitCases], _ firstFailure: Int?
  ) throws -> Verdict {
    let check = parts[0].check
    var outcome = Verdict.Outcome(decision)
    var reason: String?
    var doubts: [Doubt] = []
    switch decision {
    case .holds:
      doubts = parts[0].doubts
      if !doubts.isEmpty { outcome = .unreliable }
    case .undecided: reason = undecidedReason(cases: decider.cases, confidence: check.confidence)
    case .falsified:
      let part = firstFailure.map { parts[$0] }
      reason = part?.firstFailure
      if check.claim != .meanIsPositive, let flake = part?.flake {
        outcome = .unreliable
        reason = flake
      }
    }
    var verdict = Verdict(
      outcome: outcome, property: check.property, model: check.model, data: check.data, estimate: decider.estimate,
      interval: try decider.interval(), confidence: check.confidence, cases: decider.cases,
      population: check.population, failures: decider.failures, seed: check.seed,
      seconds: parts.reduce(0) { $0 + $1.seconds }, reason: reason,
      counterexample: nil, worst: nil, doubts: doubts)
    verdict.findings = decider.findings
    return verdict
  }

  /// What a verdict says when the cases do not decide.
  static func undecidedReason(cases: Int, confidence: Double) -> String {
    "\(cases) cases do not decide the claim at \(PercentText.of(confidence)); allow more cases, or lower the confidence"
  }

  /// The parts by their place, checked to be all of one check.
  private static func ordered(_ parts: [SplitCases]) throws -> [SplitCases] {
    guard let first = parts.first else {
      throw AssayError(.empty, "there are no cases to merge")
    }
    let name = first.check.property
    for part in parts {
      guard part.check == first.check, part.shard.count == first.shard.count else {
        throw AssayError(
          .invalidArgument, "the shards did not run the same check", expected: describe(first), found: describe(part),
          at: name)
      }
      let expected = part.shard.places(below: part.check.cases).count
      guard part.passes.count == expected, part.values.isEmpty || part.values.count == expected else {
        throw AssayError(
          .malformedData, "a shard has another number of cases than it was dealt", expected: "\(expected)",
          found: "\(part.passes.count)", at: "\(name), shard \(part.shard)")
      }
    }
    let byPlace = Dictionary(grouping: parts, by: \.shard.index)
    return try (1...first.shard.count).map { index in
      guard let found = byPlace[index] else {
        throw AssayError(
          .invalidArgument, "a shard is missing", expected: "the results of all \(first.shard.count)",
          found: "none of \(index)/\(first.shard.count)", at: name)
      }
      guard found.count == 1 else {
        throw AssayError(
          .invalidArgument, "a shard comes twice", expected: "the results of one run of each", found: "\(found.count)",
          at: "\(name), shard \(index)/\(first.shard.count)")
      }
      return found[0]
    }
  }

  private static func describe(_ part: SplitCases) -> String {
    let check = part.check
    return "\(check.model) on \(check.data), seed \(check.seed), \(check.cases) of \(check.population) cases at "
      + "\(PercentText.of(check.confidence)), shard \(part.shard)"
  }
}

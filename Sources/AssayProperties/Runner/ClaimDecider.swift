import AssayStatistics

/// Follows the outcomes of cases, one after another, until the claim is decided.
struct ClaimDecider {
  private let claim: Claim
  private let population: Int
  private var rate: ProportionSequence?
  private var mean: MeanSequence?
  private var quantile: QuantileSequence?
  private var gap: GroupGapSequence?
  private(set) var cases = 0
  private(set) var failures = 0

  init(_ claim: Claim, population: Int, on ground: ClaimGround, confidence: Double) throws {
    self.claim = claim
    self.population = population
    switch claim {
    case .always: break
    case .rate: rate = try ProportionSequence(population: population, confidence: confidence)
    case .meanIsPositive: mean = try MeanSequence(in: -1...1, population: population, confidence: confidence)
    case .mean(_, let range): mean = try MeanSequence(in: range, population: population, confidence: confidence)
    case .quantile(let probability, _, _):
      rate = try ProportionSequence(population: population, confidence: confidence)
      quantile = try QuantileSequence(
        probability: probability, in: 0...ground.largest, population: population, confidence: confidence)
    case .classGap: gap = try GroupGapSequence(populations: ground.classes, confidence: confidence)
    }
  }

  mutating func observe(_ outcome: CaseOutcome) throws {
    try observe(passes: outcome.passes, value: outcome.value)
  }

  /// - Parameter value: What a mean or a quantile is taken of, or the class of a case; 1 or 0 where there is none.
  mutating func observe(passes: Bool, value: Double?) throws {
    cases += 1
    if !passes { failures += 1 }
    let value = value ?? (passes ? 1 : 0)
    try rate?.observe(passes)
    try mean?.observe(value)
    try quantile?.observe(value)
    try gap?.observe(passes, group: Int(exactly: value) ?? -1)
  }

  /// Brings the interval up to date before a run gives up: means are looked at now and then only.
  mutating func refresh() { mean?.refresh() }

  var estimate: Double? {
    if let quantile { return quantile.estimate }
    return rate?.estimate ?? mean?.estimate ?? gap?.estimate
  }

  /// Where what is claimed lies.
  func interval() throws -> ClosedRange<Double>? {
    guard let quantile, case .quantile(_, let threshold, _) = claim else {
      return rate?.interval ?? mean?.interval ?? gap?.interval
    }
    let bounds = try quantile.interval()
    // The claim itself was looked at after every case, the interval only now: it must not contradict.
    switch try decision() {
    case .holds: return max(bounds.lowerBound, threshold)...max(bounds.upperBound, threshold)
    case .falsified: return min(bounds.lowerBound, threshold)...min(bounds.upperBound, threshold)
    case .undecided: return bounds
    }
  }

  /// What a reader should know beside the interval, a thing a line.
  var findings: [String] {
    guard let worst = gap?.worst, let overall = gap?.overall else { return [] }
    return [
      "worst class: \(worst.group), of which \(Verdict.share(worst.rate)) of \(worst.cases) examples pass; of all, "
        + "\(Verdict.share(overall)) of \(cases)"
    ]
  }

  /// Whether the claim is decided by the cases so far.
  func decision() throws -> Decision {
    switch claim {
    case .always:
      if failures > 0 { return .falsified }
      return cases == population ? .holds : .undecided
    case .rate(let threshold): return try rate?.decision(atLeast: threshold) ?? .undecided
    case .quantile(let probability, _, _): return try rate?.decision(atLeast: 1 - probability) ?? .undecided
    case .classGap(let threshold): return try gap?.decision(atMost: threshold) ?? .undecided
    case .mean(.atLeast(let threshold), _): return try mean?.decision(atLeast: threshold) ?? .undecided
    case .mean(.atMost(let threshold), _): return try mean?.decision(atMost: threshold) ?? .undecided
    case .meanIsPositive:
      // "Above 0" is the opposite of "at most 0": a model compared with itself does not pass.
      switch try mean?.decision(atMost: 0) {
      case .falsified: return .holds
      case .holds: return .falsified
      case .undecided, nil: return .undecided
      }
    }
  }
}

import AssayStatistics

/// Follows the outcomes of cases, one after another, until the claim is decided.
struct ClaimDecider {
  private let claim: Claim
  private let population: Int
  private var rate: ProportionSequence?
  private var mean: MeanSequence?
  private(set) var cases = 0
  private(set) var failures = 0

  init(_ claim: Claim, population: Int, confidence: Double) throws {
    self.claim = claim
    self.population = population
    switch claim {
    case .always: break
    case .rate: rate = try ProportionSequence(population: population, confidence: confidence)
    case .meanIsPositive: mean = try MeanSequence(in: -1...1, population: population, confidence: confidence)
    }
  }

  mutating func observe(_ outcome: CaseOutcome) throws {
    try observe(passes: outcome.passes, value: outcome.value)
  }

  /// - Parameter value: What a mean is taken of; 1 or 0 where there is none.
  mutating func observe(passes: Bool, value: Double?) throws {
    cases += 1
    if !passes { failures += 1 }
    try rate?.observe(passes)
    try mean?.observe(value ?? (passes ? 1 : 0))
  }

  /// Brings the interval up to date before a run gives up: means are looked at now and then only.
  mutating func refresh() { mean?.refresh() }

  var estimate: Double? { rate?.estimate ?? mean?.estimate }
  var interval: ClosedRange<Double>? { rate?.interval ?? mean?.interval }

  /// Whether the claim is decided by the cases so far.
  func decision() throws -> Decision {
    switch claim {
    case .always:
      if failures > 0 { return .falsified }
      return cases == population ? .holds : .undecided
    case .rate(let threshold): return try rate?.decision(atLeast: threshold) ?? .undecided
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

import AssayDatasets
import AssayStatistics

/// The cases measured so far, and what they decide: the claim, and the comparison with a baseline where there is one.
struct CheckMeasurement {
  private var claim: ClaimDecider
  private(set) var baseline: BaselineDecider?
  private let isRecording: Bool
  let population: Int
  private(set) var decision: Decision = .undecided
  /// The cases that failed, and the first ones for the soundness checks.
  var measured = MeasuredCases()
  /// What came of each example, for a record.
  private(set) var outcomes: [(example: Example, passes: Bool)] = []

  /// - Parameter isRecording: Whether all cases are wanted, whatever they decide.
  init(
    _ claim: Claim, cases: [Int], on ground: ClaimGround, confidence: Double, baseline: BaselineDecider?,
    isRecording: Bool
  ) throws {
    let confidence = Self.confidence(confidence, hasBaseline: baseline != nil)
    self.claim = try ClaimDecider(claim, population: cases.count, on: ground, confidence: confidence)
    self.baseline = baseline
    self.isRecording = isRecording
    population = cases.count
    decision = try decide()
  }

  /// The confidence of each of two claims that are to keep `confidence` together (Bonferroni).
  static func confidence(_ confidence: Double, hasBaseline: Bool) -> Double {
    hasBaseline ? 1 - (1 - confidence) / 2 : confidence
  }

  var cases: Int { claim.cases }
  var failures: Int { claim.failures }
  var estimate: Double? { claim.estimate }
  var findings: [String] { claim.findings }
  var wantsMore: Bool { isRecording || decision == .undecided }

  mutating func observe(_ example: Example, _ outcome: CaseOutcome) throws {
    try claim.observe(outcome)
    try baseline?.observe(example, passes: outcome.passes)
    if isRecording { outcomes.append((example, outcome.passes)) }
    if !outcome.passes { measured.failed.append(FailedCase(example: example, outcome: outcome)) }
    decision = try decide()
  }

  func interval() throws -> ClosedRange<Double>? { try claim.interval() }

  /// Brings the intervals up to date before a run gives up.
  mutating func refresh() throws {
    claim.refresh()
    baseline?.refresh()
    decision = try decide()
  }

  /// Both claims have to hold, and either falsifies.
  private func decide() throws -> Decision {
    let own = try claim.decision()
    guard let baseline, own != .falsified else { return own }
    let other = try baseline.decision()
    return other == .holds ? own : other
  }
}

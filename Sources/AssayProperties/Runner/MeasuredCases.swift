import AssayDatasets

/// The cases that a run keeps: all that failed before it was decided, and the first few measured for the soundness checks.
struct MeasuredCases: Sendable {
  var failed: [FailedCase] = []
  private(set) var first: [(example: Example, outcome: CaseOutcome)] = []

  private static let limit = 64

  /// Keeps cases of a batch, also those behind the one that decided the claim.
  mutating func keep(_ examples: [Example], _ outcomes: [CaseOutcome]) {
    first += zip(examples, outcomes).prefix(Self.limit - first.count).map { ($0, $1) }
  }
}

import AssayBase

/// How a metric is written in words: its name, what it asks of a model, its settings, and what it makes of them.
///
/// Declared beside the metric's factory and listed in ``all``.
package struct ExplanationMetricForm: WrittenForm {
  /// The name, as "max-sensitivity".
  package let name: String
  /// What it does, in a line for the help.
  package let abstract: String
  /// All settings with what they are unless given, as they are written: "radius=0.02,samples=10"; empty for none.
  package let settings: String
  /// Settings that may be left out and stand for nothing then; empty for none.
  package let extras: String
  /// Makes the metric; takes the settings that it knows.
  let make: @Sendable (_ shared: ExplanationForm.Shared, _ settings: inout Settings) throws -> ExplanationMetric

  init(
    _ name: String, _ abstract: String, settings: String = "", extras: String = "",
    make: @escaping @Sendable (ExplanationForm.Shared, inout Settings) throws -> ExplanationMetric
  ) {
    (self.name, self.abstract, self.settings, self.extras, self.make) = (name, abstract, settings, extras, make)
  }

  /// All metrics that can be written in words, in the order of the help.
  package static let all: [ExplanationMetricForm] = [
    gini, entropy, effectiveComplexity, completenessGap, infidelity, faithfulnessCorrelation, monotonicity,
    monotonicityCorrelation, deletion, insertion, pixelFlipping, road, maxSensitivity, localLipschitz, randomLogit,
    parameterRandomization, inputInvariance,
  ]
}

extension ExplanationMetric {
  /// What a report computes unless told otherwise: a metric or two of each kind, none that needs a network of ours.
  public static let standard: [ExplanationMetric] = [
    .concentration(.gini), .completenessGap(), .infidelity(), .faithfulnessCorrelation(), .deletion(), .insertion(),
    .maxSensitivity(), .randomLogit(),
  ]

  /// Reads a metric as the command writes it: `max-sensitivity:radius=0.02`, `deletion`.
  ///
  /// - Parameters:
  ///   - baseline: The baseline of metrics that have one and do not name it.
  ///   - seed: The seed of metrics that have one and do not name it.
  /// - Throws: `AssayError(.invalidArgument)` or `(.unknownName)` that says what may stand where.
  public init(parsing text: String, baseline: ExplanationBaseline? = nil, seed: UInt64? = nil) throws {
    let shared = ExplanationForm.Shared(baseline: baseline, seed: seed)
    self = try ExplanationMetricForm.all.read(text, orElse: "there is no such metric of explanations") {
      try $0.make(shared, &$1)
    }
    try validate()
  }
}

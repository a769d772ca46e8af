import AssayBase
import AssayDatasets
import AssayImages

extension CheckRunner {
  /// Checks a claim about a data set itself; all of its examples are looked at, and no model is asked.
  ///
  /// Waits until other checks of the process are done. Neither `cases` nor `seconds` of the configuration end it early.
  ///
  /// - Throws: `AssayError` for settings or data that cannot be used; `CancellationError` when cancelled.
  public func run(_ property: DataProperty<Dataset>, on data: Dataset) async throws -> Verdict {
    try await run(property, on: data, named: data.name)
  }

  /// Checks a claim about a data set in comparison with another.
  ///
  /// - Throws: As ``run(_:on:)``.
  public func run(
    _ property: DataProperty<DatasetPair>, on data: Dataset, against other: Dataset
  ) async throws -> Verdict {
    try await run(property, on: DatasetPair(data, against: other), named: "\(data.name) against \(other.name)")
  }

  private func run<Subject: Sendable>(
    _ property: DataProperty<Subject>, on subject: Subject, named name: String
  ) async throws -> Verdict {
    try configuration.validate()
    try property.validate()
    let configuration = configuration
    return try await ComputeGate.shared.pass {
      let clock = ContinuousClock()
      let start = clock.now
      let examination = DataExamination(
        key: RandomKey(seed: configuration.seed).derived(property.name), confidence: configuration.confidence,
        progress: configuration.progress)
      let findings = try await BlockingWork.run { try property.examine(subject, examination) }
      return Verdict(
        findings, property: property.name, data: name, configuration: configuration,
        seconds: (clock.now - start).inSeconds)
    }
  }
}

extension Verdict {
  fileprivate init(
    _ findings: DataFindings, property: String, data: String, configuration: CheckConfiguration, seconds: Double
  ) {
    self.init(
      outcome: findings.outcome, property: property, model: "", data: data, estimate: findings.estimate,
      interval: findings.interval, confidence: configuration.confidence, cases: findings.cases,
      population: findings.cases, failures: findings.failures, seed: configuration.seed, seconds: seconds,
      reason: nil, counterexample: nil, worst: nil)
    self.findings = findings.lines
    caseNoun = findings.caseNoun
    guard outcome == .falsified, !findings.panels.isEmpty else { return }
    exhibit = CounterexamplePicture(
      title: "\(property): \(data)", panels: findings.panels, footer: findings.lines.first ?? "")
  }
}

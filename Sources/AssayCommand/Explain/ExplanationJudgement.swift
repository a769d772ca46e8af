import AssayBase
import AssayExplanations

/// What metrics say of maps, gathered piece by piece.
struct ExplanationJudgement {
  private let run: ExplainRun
  private var report: ExplanationReport

  /// - Throws: `AssayError` when a setting is out of range.
  init(_ run: ExplainRun, _ metrics: [ExplanationMetric]) throws {
    self.run = run
    report = try ExplanationReport(of: run.methods.map(\.explanation), by: metrics, on: run.inputs.model)
  }

  /// Judges the maps of a piece.
  ///
  /// - Throws: What is a fault of the model.
  mutating func collect(_ piece: ExplainRun.Piece) throws {
    guard !report.metrics.isEmpty else { return }
    try report.append(run.explained(piece), of: piece.method)
  }

  /// The table, and why metrics do not apply where they do not.
  var lines: [String] {
    guard !report.metrics.isEmpty else { return [] }
    let reasons = zip(report.methods, report.entries).flatMap { method, entries in
      zip(report.metrics, entries).compactMap { metric, entry in
        if case .inapplicable(let reason) = entry { "– \(metric) of \(method): \(reason)" } else { nil }
      }
    }
    return [""] + report.table + (reasons.isEmpty ? [] : [""] + reasons)
  }

  /// The same as JSON, with what was explained.
  func json(_ examples: ExplainedExamples, seed: UInt64) -> JSONValue {
    var members = report.json.object ?? [:]
    members["preprocessing"] = ModelText.preprocessing(of: run.inputs.model)
    members["images"] = .integer(run.inputs.count)
    members["data"] = .string(run.inputs.dataset.name)
    members["target"] = .string(run.target.words)
    members["seed"] = .string("\(seed)")
    members["labels"] = .array(examples.labels.map(JSONValue.integer))
    members["answers"] = .array(examples.answers.map { .integer($0.label) })
    members["probabilities"] = .array(examples.answers.map { .number(Double($0.probability)) })
    return .object(members)
  }
}

import AssayBase
import AssayExplanations

/// What metrics say of maps, gathered piece by piece.
struct ExplanationJudgement {
  private let run: ExplainRun
  private let metrics: [ExplanationMetric]
  /// For each method and metric; nil before the first piece.
  private var entries: [[ExplanationReport.Entry?]]

  init(_ run: ExplainRun, _ metrics: [ExplanationMetric]) {
    (self.run, self.metrics) = (run, metrics)
    entries = run.methods.map { _ in metrics.map { _ in nil } }
  }

  /// Judges the maps of a piece.
  ///
  /// - Throws: What is a fault of the model.
  mutating func collect(_ piece: ExplainRun.Piece) throws {
    guard !metrics.isEmpty else { return }
    let explained = try run.explained(piece)
    for (index, metric) in metrics.enumerated() {
      let entry = try ExplanationReport.entry(metric, explained)
      entries[piece.method][index] = entries[piece.method][index].map { $0.followed(by: entry) } ?? entry
    }
  }

  /// The whole.
  var report: ExplanationReport {
    ExplanationReport(
      methods: run.methods.map(\.explanation), metrics: metrics, model: run.inputs.network.name,
      count: run.inputs.count, entries: entries.map { $0.map { $0 ?? .values([]) } })
  }

  /// The table, and why metrics do not apply where they do not.
  var lines: [String] {
    guard !metrics.isEmpty else { return [] }
    let report = report
    let reasons = zip(run.methods, report.entries).flatMap { method, entries in
      zip(metrics, entries).compactMap { metric, entry in
        if case .inapplicable(let reason) = entry { "– \(metric) of \(method.explanation): \(reason)" } else { nil }
      }
    }
    return [""] + report.table + (reasons.isEmpty ? [] : [""] + reasons)
  }

  /// The same as JSON, with what was explained.
  func json(_ examples: ExplainedExamples, seed: UInt64) -> JSONValue {
    var members = report.json.object ?? [:]
    members["preprocessing"] = ModelText.preprocessing(of: run.inputs.network)
    members["data"] = .string(run.inputs.dataset.name)
    members["target"] = .string(run.target.words)
    members["seed"] = .string("\(seed)")
    members["labels"] = .array(examples.labels.map(JSONValue.integer))
    members["answers"] = .array(examples.answers.map { .integer($0.label) })
    members["probabilities"] = .array(examples.answers.map { .number(Double($0.probability)) })
    return .object(members)
  }
}

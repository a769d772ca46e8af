import AssayBase
import AssayExplanations

/// What `--metrics` names: how explanations are judged.
struct MetricArgument: Sendable {
  static let options = [
    OptionDefinition(
      "metrics", "LIST",
      "Judge the maps: standard, or names of those below with commas between; one with settings in a --metrics of its "
        + "own, as deletion:steps=32.", isRepeatable: true),
    OptionDefinition("json", "FILE", "Write answers, and what the metrics say of every map, to this file."),
  ]

  /// All metrics with their settings.
  static var lists: [(title: String, entries: [(term: String, text: String)])] {
    [("metrics, with their usual settings", ExplanationMetricForm.all.map { ($0.usage, $0.abstract) })]
  }

  /// The metrics in the order of the call.
  let metrics: [ExplanationMetric]

  /// - Throws: `AssayError` that says what may stand there.
  init(_ arguments: Arguments, _ methods: MethodArgument) throws {
    do {
      metrics = try arguments.texts("metrics").flatMap { text in
        let words =
          text.contains(":") ? [text] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return try words.flatMap { word in
          word == "standard"
            ? ExplanationMetric.standard
            : [try ExplanationMetric(parsing: word, baseline: methods.baseline, seed: methods.seed)]
        }
      }
    } catch let error as AssayError {
      throw error.located(at: "--metrics")
    }
    let names = metrics.map(\.description)
    if let index = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw AssayError(.invalidArgument, "the metric is given twice", found: "“\(names[index])”", at: "--metrics")
    }
  }
}

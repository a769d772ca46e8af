import AssayBase
import AssayNetworks
import AssayTensor

/// Some explanations of some images, judged by some metrics: a row a method, a column a metric.
public struct ExplanationReport: Sendable {
  /// What a metric says of a method.
  public enum Entry: Sendable, Equatable {
    /// The value of each image.
    case values([Double])
    /// Why the metric does not apply to the method, the model or the images.
    case inapplicable(String)

    /// The mean over the images; nil without images or where the metric does not apply.
    public var mean: Double? {
      guard case .values(let values) = self, !values.isEmpty else { return nil }
      return values.reduce(0, +) / Double(values.count)
    }
  }

  /// The explanations.
  public let methods: [Explanation]
  /// The metrics.
  public let metrics: [ExplanationMetric]
  /// The entries: a list a method, each in the order of the metrics.
  public private(set) var entries: [[Entry]]
  /// What the model is called.
  public let model: String

  /// A report without images, for ``append(_:of:)``.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  public init(
    of methods: [Explanation], by metrics: [ExplanationMetric] = ExplanationMetric.standard, on model: any Classifier
  ) throws {
    for method in methods { try method.validate() }
    for metric in metrics { try metric.validate() }
    (self.methods, self.metrics, self.model) = (methods, metrics, model.name)
    entries = methods.map { _ in metrics.map { _ in .values([]) } }
  }

  /// Explains `images` by each of `methods` and judges the maps by each of `metrics`.
  ///
  /// Maps are made once a method and what is made from the model once in all. A metric that needs what the model does not
  /// give, or that has no meaning for such images, says so in its entry.
  ///
  /// - Throws: `AssayError` for settings, labels, target or shapes out of range, when a method cannot explain the model, and
  ///   when the model breaks its contract.
  public init(
    of methods: [Explanation], by metrics: [ExplanationMetric] = ExplanationMetric.standard, on model: any Classifier,
    images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws {
    try self.init(of: methods, by: metrics, on: model)
    let subject = ExplainedModel(model)
    for (index, method) in methods.enumerated() {
      try append(
        ExplainedMaps(by: method, of: subject, images: images, labels: labels, target: target), of: index)
    }
  }

  /// Judges the maps of further images by the method at `index`: a report may grow a batch at a time.
  ///
  /// Values do not depend on how images are dealt to batches. An entry that does not apply to one batch applies to none.
  ///
  /// - Throws: `AssayError` when the model breaks its contract.
  public mutating func append(_ explained: ExplainedMaps, of index: Int) throws {
    precondition(methods.indices.contains(index), "the report has \(methods.count) methods, not one at \(index)")
    for (column, metric) in metrics.enumerated() {
      guard case .values(let values) = entries[index][column] else { continue }
      do {
        entries[index][column] = .values(values + (try metric.values(explained)))
      } catch let error as AssayError where Self.inapplicable.contains(error.kind) {
        entries[index][column] = .inapplicable(error.description)
      }
    }
  }

  /// The faults that are no fault of the model.
  private static let inapplicable: Set<AssayError.Kind> = [.unsupported, .invalidArgument, .limitExceeded]

  /// Lines of a table of means: a line a metric, a column a method, "–" where a metric does not apply.
  public var table: [String] {
    let head = ["metric", "better"] + methods.map(\.description)
    let rows = metrics.indices.map { column in
      [metrics[column].description, metrics[column].preference.rawValue]
        + entries.map { row in row[column].mean.map(Self.text) ?? "–" }
    }
    return TextTable.lines([head] + rows, leftColumns: 2)
  }

  /// A number with four digits, as people read them.
  private static func text(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    var (scale, magnitude) = (1.0, value.magnitude)
    guard magnitude >= 1e-4, magnitude < 1e6 else { return "\(Float(value))" }
    while magnitude < 1000 { (scale, magnitude) = (scale * 10, magnitude * 10) }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  /// The report as JSON: the model, the metrics with their preferences, and for each method the means and all values.
  ///
  /// An entry is `{"mean", "values"}` or `{"inapplicable": why}`, in the order of the metrics.
  public var json: JSONValue {
    [
      "model": .string(model),
      "metrics": .array(
        metrics.map { ["name": .string($0.description), "better": .string($0.preference.rawValue)] }),
      "methods": .array(
        zip(methods, entries).map { method, entries in
          ["name": .string(method.description), "entries": .array(entries.map(Self.json))]
        }),
    ]
  }

  private static func json(_ entry: Entry) -> JSONValue {
    switch entry {
    case .values(let values):
      ["mean": entry.mean.map { .number($0) } ?? .null, "values": .array(values.map { .number($0) })]
    case .inapplicable(let reason): ["inapplicable": .string(reason)]
    }
  }
}

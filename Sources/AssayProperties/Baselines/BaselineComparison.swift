import AssayBase

/// How a model did on the examples of a baseline.
public struct BaselineComparison: Sendable, Equatable {
  /// What the earlier model is called.
  public let model: String
  /// The examples that have been compared.
  public let compared: Int
  /// The examples that there are to compare.
  public let population: Int
  /// The examples that the earlier model passed and this one does not, in the order of the data set.
  public let lost: [Int]
  /// The examples that this model passes and the earlier one did not.
  public let gained: [Int]
  /// Where the difference of the shares lies, this model's less the earlier one's.
  public let interval: ClosedRange<Double>
  /// Whether the model falls behind: by these examples, or at the confidence.
  public let isBehind: Bool
  /// McNemar's exact p-value for a difference beyond these examples; `nil` unless all have been compared.
  public let pValue: Double?

  package init(
    model: String, compared: Int, population: Int, lost: [Int], gained: [Int], interval: ClosedRange<Double>,
    isBehind: Bool, pValue: Double?
  ) {
    self.model = model
    self.compared = compared
    self.population = population
    self.lost = lost
    self.gained = gained
    self.interval = interval
    self.isBehind = isBehind
    self.pValue = pValue
  }

  /// As many examples as a person reads.
  private static let shown = 10

  /// The comparison in a line or two.
  var lines: [String] {
    var text = isBehind ? "falls behind" : "compared with"
    text += " the baseline of \(model): \(lost.count) lost, \(gained.count) gained of \(compared) examples"
    if compared < population {
      text += ", difference of all \(population) in "
      text += "[\(Verdict.share(interval.lowerBound)), \(Verdict.share(interval.upperBound))]"
    }
    if let pValue, lost.count + gained.count > 0 { text += ", McNemar p = \(Self.significant(pValue))" }
    guard !lost.isEmpty else { return [text] }
    let names = lost.prefix(Self.shown).map { "#\($0)" }.joined(separator: ", ")
    let rest = lost.count > Self.shown ? " and \(lost.count - Self.shown) more" : ""
    return [text, "lost: example \(names)\(rest)"]
  }

  private static func significant(_ value: Double) -> String {
    value < 0.0001 ? "\(Float((value * 1e6).rounded() / 1e6))" : Verdict.share(value)
  }
}

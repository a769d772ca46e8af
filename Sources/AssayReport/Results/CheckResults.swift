import AssayProperties

/// The verdicts of one run, in the order in which they came: what every report is made of.
public struct CheckResults: Sendable {
  /// What the model is called.
  public let model: String
  /// What the data set is called.
  public let data: String
  /// The verdicts.
  public private(set) var properties: [CheckedProperty]

  /// Starts a run without verdicts.
  public init(model: String, data: String, properties: [CheckedProperty] = []) {
    self.model = model
    self.data = data
    self.properties = properties
  }

  /// Adds a verdict.
  public mutating func append(_ property: CheckedProperty) { properties.append(property) }

  /// Whether every property holds.
  public var passes: Bool { properties.allSatisfy(\.verdict.passes) }

  /// The time that all checks took together, in seconds.
  public var seconds: Double { properties.reduce(0) { $0 + $1.verdict.seconds } }

  /// The number of properties that ended in `outcome`.
  public func count(_ outcome: Verdict.Outcome) -> Int { properties.count { $0.verdict.outcome == outcome } }

  /// One line: "5 of 6 properties hold, 1 falsified (digits-standard on digits/test, 2.1 s)".
  public var summary: String {
    let others = Verdict.Outcome.allCases.filter { $0 != .holds && count($0) > 0 }
      .map { ", \(count($0)) \($0.rawValue)" }
    let noun = properties.count == 1 ? "property holds" : "properties hold"
    let share = "\(count(.holds)) of \(properties.count) \(noun)"
    return "\(share)\(others.joined()) (\(model) on \(data), \(SecondsText.of(seconds)))"
  }
}

import AssayProperties

/// The results of one run, in the order in which they came: what every report is made of.
public struct CheckResults: Sendable {
  /// What the run was about: "digits-standard on digits/test".
  public let title: String
  /// The results.
  public private(set) var records: [ResultRecord]

  /// Starts a run, without results unless they are given.
  public init(title: String, records: [ResultRecord] = []) {
    self.title = title
    self.records = records
  }

  /// Adds a result.
  public mutating func append(_ record: ResultRecord) { records.append(record) }

  /// Whether every property holds.
  public var passes: Bool { records.allSatisfy(\.passes) }

  /// The time that all checks took together, in seconds.
  public var seconds: Double { records.reduce(0) { $0 + $1.seconds } }

  /// The number of properties that ended in `outcome`.
  public func count(_ outcome: Verdict.Outcome) -> Int { records.count { $0.outcome == outcome } }

  /// The results of each suite, or of each model and data set outside suites, in the order in which they came first.
  var groups: [(name: String, records: [ResultRecord])] {
    var order: [String] = []
    var groups: [String: [ResultRecord]] = [:]
    for record in records {
      let name = record.suite ?? [record.model, record.data].compactMap(\.self).joined(separator: " on ")
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(record)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }

  /// One line: "5 of 6 properties hold, 1 falsified (digits-standard on digits/test, 2.1 s)".
  public var summary: String {
    let others = Verdict.Outcome.allCases.filter { $0 != .holds && count($0) > 0 }
      .map { ", \(count($0)) \($0.rawValue)" }
    let noun = records.count == 1 ? "property holds" : "properties hold"
    let share = "\(count(.holds)) of \(records.count) \(noun)"
    return "\(share)\(others.joined()) (\(title), \(SecondsText.of(seconds)))"
  }
}

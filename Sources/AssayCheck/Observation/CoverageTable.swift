import AssayBase
import AssayStatistics

/// How many of the random cases had each label, and whether that is as many as was demanded.
public struct CoverageTable: Sendable, Equatable {
  /// A label with its count.
  public struct Row: Sendable, Equatable {
    /// The label.
    public let label: String
    /// The cases that had it.
    public let count: Int
    /// The least share demanded, if any was.
    public let required: Double?
    /// Whether the share is large enough; `.holds` where nothing is demanded.
    public let decision: Decision
  }

  /// The cases counted.
  public private(set) var cases: Int = 0
  private var counts: [String: Int] = [:]
  private var sequences: [String: ProportionSequence] = [:]
  private var shares: [String: Double] = [:]
  private let confidence: Double

  /// Starts empty.
  init(confidence: Double) {
    self.confidence = confidence
  }

  /// Counts one random case.
  ///
  /// Throws ``AssayError`` if a label has two different shares.
  mutating func add(_ notes: TrialNotes.Content) throws {
    for (label, share) in notes.requirements {
      if let known = shares.updateValue(share, forKey: label), known != share {
        throw Self.conflict(label, known, share)
      }
    }
    cases += 1
    for label in notes.labels { counts[label, default: 0] += 1 }
  }

  /// Whether a share of any label is demanded.
  var hasDemands: Bool { !shares.isEmpty }

  /// Looks at what has come in since the last time, and returns the ``decision``.
  mutating func decide() throws -> Decision {
    for label in shares.keys {
      var sequence = try sequences[label] ?? ProportionSequence(population: nil, confidence: confidence)
      try sequence.observe(
        successes: counts[label, default: 0] - sequence.successes, trials: cases - sequence.trials)
      sequences[label] = sequence
    }
    return decision
  }

  /// The labels, the most frequent first.
  public var rows: [Row] {
    Set(counts.keys).union(shares.keys).map { label in
      Row(label: label, count: counts[label, default: 0], required: shares[label], decision: decision(of: label))
    }.sorted { ($1.count, $0.label) < ($0.count, $1.label) }
  }

  /// Whether all demands are met: falsified if one is not, else undecided if one is not decided.
  public var decision: Decision {
    let decisions = shares.keys.map { decision(of: $0) }
    if decisions.contains(.falsified) { return .falsified }
    return decisions.contains(.undecided) ? .undecided : .holds
  }

  private func decision(of label: String) -> Decision {
    guard let share = shares[label], let sequence = sequences[label] else { return .holds }
    return (try? sequence.decision(atLeast: share, indifference: share / 10)) ?? .undecided
  }

  static func conflict(_ label: String, _ first: Double, _ second: Double) -> AssayError {
    AssayError(
      .contractBroken, "a label is demanded with two shares", expected: "one share for one label",
      found: "\(first) and \(second)", at: "cover(\"\(label)\")", advice: "Give the two demands different labels")
  }
}

extension CoverageTable: CustomStringConvertible {
  /// One line a label: its share, its count, and what was demanded.
  public var description: String {
    let rows = rows
    let width = rows.map(\.label.count).max() ?? 0
    return rows.map { row in
      let share = cases == 0 ? 0 : Double(row.count) / Double(cases)
      let name = row.label + String(repeating: " ", count: width - row.label.count)
      let demand = row.required.map { required in
        let words = [Decision.holds: "enough", .falsified: "too few", .undecided: "undecided"]
        return ", at least \(PercentText.of(required)) demanded: \(words[row.decision] ?? "")"
      }
      return "\(name)  \(PercentText.of((share * 1000).rounded() / 1000)) (\(row.count) of \(cases))\(demand ?? "")"
    }.joined(separator: "\n")
  }
}

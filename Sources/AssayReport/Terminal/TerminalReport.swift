import AssayProperties

/// Verdicts as lines of text.
public struct TerminalReport: Sendable {
  private let usesColour: Bool

  /// Makes a report; colours are for terminals only.
  public init(usesColour: Bool) { self.usesColour = usesColour }

  /// A verdict: mark and headline, then one indented line for each further thing to know.
  public func lines(for record: ResultRecord) -> [String] {
    let mark = coloured(Self.mark(of: record.outcome), Self.colour(of: record.outcome))
    return ["\(mark) \(record.headline)"] + record.details.map { "  \($0)" }
  }

  /// The last line of a run.
  public func summary(of results: CheckResults) -> String {
    coloured(results.summary, results.passes ? Self.colour(of: .holds) : Self.colour(of: .falsified))
  }

  /// The sign in front of a verdict: a tick only where the claim holds.
  static func mark(of outcome: Verdict.Outcome) -> String {
    switch outcome {
    case .holds: "✔"
    case .falsified: "✘"
    case .undecided, .unreliable: "?"
    }
  }

  /// The number of the colour in ECMA-48's SGR: green, red or yellow.
  private static func colour(of outcome: Verdict.Outcome) -> Int {
    switch outcome {
    case .holds: 32
    case .falsified: 31
    case .undecided, .unreliable: 33
    }
  }

  private func coloured(_ text: String, _ colour: Int) -> String {
    usesColour ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }
}

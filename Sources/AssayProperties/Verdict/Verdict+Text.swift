import AssayBase

extension Verdict {
  /// The verdict in a few lines: what was claimed, what was found, and what shows it.
  public var summary: String {
    ([headline] + details).joined(separator: "\n")
  }

  /// The first line: claim, outcome, estimate, interval, cases.
  public var headline: String {
    if isRefusal { return "\(property) cannot be checked" }
    var text = "\(property) "
    switch outcome {
    case .holds: text += "holds"
    case .falsified: text += "is falsified"
    case .undecided: text += "is undecided"
    case .unreliable: text += "is unreliable"
    }
    if isDecidedBySaved { return text + " by a saved counterexample" }
    if let estimate, let interval {
      text += ": \(Self.share(estimate)), \(PercentText.of(confidence)) interval "
      text += "[\(Self.share(interval.lowerBound)), \(Self.share(interval.upperBound))]"
      text += ", after \(cases) of \(population) \(caseNoun)"
    } else if failures > 0 {
      text += " after \(cases) of \(population) \(caseNoun)"
    } else {
      text += cases == population ? ": all \(cases) \(caseNoun) pass" : ": \(cases) of \(population) \(caseNoun) pass"
    }
    return text
  }

  /// The further lines, each with one thing to know.
  package var details: [String] {
    var lines: [String] = []
    if let reason { lines.append(reason) }
    lines += findings
    lines += doubts.map { "in doubt: \($0)" }
    if let baseline { lines += baseline.lines }
    if let saved {
      if let line = saved.line(decides: isDecidedBySaved) { lines.append(line) }
      lines += saved.notes
    }
    if let counterexample {
      let name = counterexample.reduction == nil ? "failing example" : "minimal counterexample"
      lines.append("\(name): \(counterexample.summary)")
    }
    if let worst {
      let relation = worst.prediction == worst.label ? ":" : " → \(worst.prediction) at"
      lines.append("worst: example #\(worst.index), label \(worst.label)\(relation) \(worst.distance)")
    }
    return lines
  }

  /// A share with as many digits as tell it apart.
  static func share(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded() / 1000
    let text = "\(thousandths == 0 ? 0 : thousandths)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

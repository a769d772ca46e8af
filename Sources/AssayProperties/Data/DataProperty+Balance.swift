import AssayBase
import AssayDatasets

extension DataProperty where Subject == Dataset {
  /// The rarest class has at least a share of the examples that the most frequent one has.
  ///
  ///     try await check(train, .balanced(atLeast: 0.5))
  ///
  /// A class without examples breaks the claim. Labels alone are read.
  /// - Parameter ratio: The least ratio of the two numbers, from 0 to 1.
  public static func balanced(atLeast ratio: Double) -> DataProperty {
    DataProperty(
      "balanced classes ≥ \(Verdict.share(ratio))", validating: { try Claim.rate(atLeast: ratio).validate() }
    ) {
      data, _ in
      let counts = try ClassCounts(data)
      let largest = counts.numbers.max() ?? 0
      return counts.findings { Double($0) < ratio * Double(largest) || $0 == 0 }
    }
  }

  /// Every class has at least this many examples.
  ///
  /// - Parameter count: The least number, positive.
  public static func examplesPerClass(atLeast count: Int) -> DataProperty {
    DataProperty(
      "examples per class ≥ \(count)",
      validating: {
        guard count < 1 else { return }
        throw AssayError(
          .invalidArgument, "a least number of examples must be positive", found: "\(count)", at: "atLeast")
      }
    ) { data, _ in try ClassCounts(data).findings { $0 < count } }
  }
}

/// How many examples each class has.
private struct ClassCounts {
  let data: Dataset
  let numbers: [Int]

  init(_ data: Dataset) throws {
    self.data = data
    var numbers = [Int](repeating: 0, count: data.classNames.count)
    for index in 0..<data.count { numbers[try data.label(at: index)] += 1 }
    self.numbers = numbers
  }

  /// The classes of a number that fails are failures.
  func findings(where fails: (Int) -> Bool) -> DataFindings {
    let failing = numbers.indices.filter { fails(numbers[$0]) }
    let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    let (rarest, commonest) = (order[0], order[order.count - 1])
    var lines = [
      "rarest \(words(rarest)), most frequent \(words(commonest)), "
        + "of \(data.count) examples in \(numbers.count) classes"
    ]
    if !failing.isEmpty {
      let shown = failing.sorted { (numbers[$0], $0) < (numbers[$1], $1) }.prefix(2 * DataFindings.shownExamples)
      let more = failing.count > shown.count ? " and \(failing.count - shown.count) more" : ""
      lines.append("too few: " + shown.map(words).joined(separator: ", ") + more)
    }
    var findings = DataFindings(cases: numbers.count, failures: failing.count, lines: lines)
    findings.caseNoun = "classes"
    return findings
  }

  private func words(_ label: Int) -> String {
    let share = (1000 * Double(numbers[label]) / Double(data.count)).rounded() / 1000
    return "\(data.classNames[label]) \(numbers[label]) (\(PercentText.of(share)))"
  }
}

import AssayBase
import AssayDatasets

extension DataProperty where Subject == DatasetPair {
  /// No example of the first data set shows what one of the second shows, and no group, such as a patient, is in both.
  ///
  ///     try await check(test, against: train, .noLeakage())
  ///
  /// What counts as the same is said at ``DataProperty/noDuplicates(similarity:)``; the images must be of one size.
  /// Every example of the first data set that is in the second, or of a group of the second, is a failure.
  /// - Parameter similarity: As there.
  public static func noLeakage(similarity: Double? = 0.99) -> DataProperty {
    DataProperty("no leakage\(words(similarity))", validating: { try validate(similarity) }) { pair, examination in
      let similar = try SimilarExamples(of: pair.first, in: pair.second, similarity: similarity, examination)
      let pairs = try similar.pairs()
      var findings = similar.findings(pairs, "are in \(pair.second.name)")
      let shared = try SharedGroups(pair)
      if let line = shared.line { findings.lines.append(line) }
      findings.failures = Set(pairs.map(\.example.index)).union(shared.examples).count
      if findings.failures > 0 { findings.outcome = .falsified }
      return findings
    }
  }

  /// The pictures of both data sets became images in the same way: decoded, turned to colours and resized alike.
  ///
  ///     try await check(test, against: train, .samePreparation)
  ///
  /// Holds too where neither data set comes from files of pictures; unreliable where only one of them says how it was
  /// prepared. Whether data are prepared as those that a model was trained on is said by every check of the model.
  public static var samePreparation: DataProperty {
    DataProperty("same preparation") { pair, _ in
      let names = [pair.first.name, pair.second.name]
      switch (pair.first.preparation, pair.second.preparation) {
      case (nil, nil): return DataFindings(cases: 2, failures: 0, lines: ["neither is of files of pictures"])
      case (let first?, let second?) where first.fingerprint == second.fingerprint:
        return DataFindings(cases: 2, failures: 0, lines: ["\(first) (\(first.fingerprint))"])
      case (let first?, let second?):
        let lines = zip(names, [first, second]).map { "\($0): \($1) (\($1.fingerprint))" }
        return DataFindings(cases: 2, failures: 1, lines: lines)
      case (let first, _):
        let silent = first == nil ? names[0] : names[1]
        var findings = DataFindings(cases: 2, failures: 1, lines: ["\(silent) does not say how it was prepared"])
        findings.outcome = .unreliable
        return findings
      }
    }
  }
}

/// The groups that have examples in both of two data sets.
private struct SharedGroups {
  /// The examples of the first data set that are of such a group.
  let examples: [Int]
  /// The groups in a line; `nil` where there are none.
  let line: String?

  init(_ pair: DatasetPair) throws {
    let others = Set(try (0..<pair.second.count).compactMap { try pair.second.group(at: $0) })
    var (examples, shared): ([Int], [String]) = ([], [])
    for index in 0..<pair.first.count {
      guard let group = try pair.first.group(at: index), others.contains(group) else { continue }
      examples.append(index)
      if shared.last != group, !shared.contains(group) { shared.append(group) }
    }
    self.examples = examples
    guard !shared.isEmpty else {
      line = nil
      return
    }
    let more = shared.count > DataFindings.shownExamples ? " …" : ""
    let listed = shared.prefix(DataFindings.shownExamples).map { "“\($0)”" }.joined(separator: ", ")
    line = "\(examples.count) examples are of \(shared.count) groups that are in both: \(listed)\(more)"
  }
}

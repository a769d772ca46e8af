import AssayBase
import AssayDatasets

/// Judges examples after looking at others: fits to the first data set and gives the classes' probabilities in the
/// second.
///
/// One row of probabilities for each example of `judged`, in order; the two share no example. The labels of `judged`
/// must not be used.
public typealias OutOfFoldJudge = @Sendable (_ fitted: Dataset, _ judged: Dataset) throws -> [[Float]]

extension DataProperty where Subject == Dataset {
  /// The share of wrong labels is at most `threshold`, as confident learning estimates it.
  ///
  ///     try await check(train, .labelNoise(atMost: 0.05))
  ///
  /// Northcutt, Jiang and Chuang, "Confident Learning", JAIR 70 (2021), section 3.1, with probabilities of a judge that
  /// has not seen the example. Without a judge of your own that is the vote of the ten examples whose thumbnails
  /// correlate best, which takes seconds and serves simple pictures; for photographs fit a network: `labelNoise(atMost:
  /// 0.05, judgedBy: { … })`, which is called for each of five seeded folds.
  ///
  /// The claim holds when the whole interval is at most the threshold and is falsified when it is above; else it is
  /// undecided. The interval is of Clopper and Pearson and covers chance alone: what the judge confidently gets wrong
  /// counts as noise, so the estimate is too high where the judge is poor, and unreliable where it agrees with less
  /// than 60 % of the labels. Doubtful examples are listed, the clearest first.
  ///
  /// - Parameters:
  ///   - threshold: The largest share, from 0 to 1.
  ///   - judge: What to ask in place of neighbours.
  public static func labelNoise(atMost threshold: Double, judgedBy judge: OutOfFoldJudge? = nil) -> DataProperty {
    DataProperty(
      "label noise ≤ \(Verdict.share(threshold))", validating: { try Claim.rate(atLeast: threshold).validate() }
    ) { data, examination in
      guard data.classNames.count > 1, data.count > 1 else {
        throw AssayError(
          .invalidArgument, "label noise needs two classes and two examples",
          found: "\(data.classNames.count) and \(data.count)",
          at: data.name)
      }
      let labels = try (0..<data.count).map { try data.label(at: $0) }
      let probabilities = try judge.map { try Self.judged(data, by: $0, examination) } ?? neighbours(data, examination)
      let learning = ConfidentLearning(
        labels: labels, probabilities: probabilities, classCount: data.classNames.count)
      return try findings(learning, data, labels, threshold, examination)
    }
  }

  private static func neighbours(_ data: Dataset, _ examination: DataExamination) throws -> [[Float]] {
    NeighbourProbabilities.of(
      try DatasetSketch([data], examination.progress).sketches[0], classCount: data.classNames.count,
      thumbnailCount: ExampleSketch.thumbnailCount(of: data.imageSize))
  }

  /// The judgements of five folds put together.
  private static func judged(
    _ data: Dataset, by judge: OutOfFoldJudge, _ examination: DataExamination
  ) throws -> [[Float]] {
    let order = data.shuffledIndices(key: examination.key.derived("folds"))
    let folds = min(5, data.count)
    var probabilities = [[Float]](repeating: [], count: data.count)
    for fold in 0..<folds {
      let held = order.indices.filter { $0 % folds == fold }.map { order[$0] }
      let rest = order.indices.filter { $0 % folds != fold }.map { order[$0] }
      let rows = try judge(try data.subset(rest), try data.subset(held))
      guard rows.count == held.count, rows.allSatisfy({ isDistribution($0, data.classNames.count) }) else {
        throw AssayError(
          .contractBroken, "a judge gave no probabilities",
          expected: "\(held.count) rows of \(data.classNames.count) numbers that sum to 1", found: "\(rows.count) rows",
          at: "judgedBy")
      }
      for (index, row) in zip(held, rows) { probabilities[index] = row }
      examination.progress("fold \(fold + 1) of \(folds) judged")
    }
    return probabilities
  }

  private static func isDistribution(_ row: [Float], _ count: Int) -> Bool {
    row.count == count && row.allSatisfy { $0 >= 0 && $0 <= 1.001 } && abs(row.reduce(0, +) - 1) < 0.01
  }

  /// Which share of the labels a judge must agree with for its disagreement to mean anything.
  private static var leastAgreement: Double { 0.6 }

  private static func findings(
    _ learning: ConfidentLearning, _ data: Dataset, _ labels: [Int], _ threshold: Double,
    _ examination: DataExamination
  ) throws -> DataFindings {
    let interval = try learning.interval(confidence: examination.confidence)
    let suspects = learning.suspects
    var lines: [String] = []
    if !suspects.isEmpty { lines.append("\(suspects.count) doubtful labels, the clearest first") }
    lines += suspects.prefix(DataFindings.shownExamples).map { suspect in
      "#\(suspect.index) (\(data.classNames[labels[suspect.index]])) looks like \(data.classNames[suspect.suggestion])"
    }
    var findings = DataFindings(cases: data.count, failures: suspects.count, lines: lines)
    findings.outcome =
      interval.upperBound <= threshold ? .holds : interval.lowerBound > threshold ? .falsified : .undecided
    if learning.agreement < leastAgreement {
      findings.outcome = .unreliable
      findings.lines.insert(
        "the judge agrees with \(PercentText.of((learning.agreement * 1000).rounded() / 1000)) of the labels: too few to "
          + "tell wrong labels from its own errors; give a better one by judgedBy:", at: 0)
    }
    findings.estimate = learning.noise
    findings.interval = interval
    findings.panels = try suspects.prefix(4).compactMap { suspect in
      let example = try data.example(at: suspect.index)
      return DataFindings.panel(example, of: data, ["looks like \(data.classNames[suspect.suggestion])"])
    }
    return findings
  }
}

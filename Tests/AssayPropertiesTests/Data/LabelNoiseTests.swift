import AssayBase
import AssayDatasets
import AssayProperties
import Testing

@Suite struct LabelNoiseTests {
  /// Digits, a known share of whose labels is another one.
  private func digits(_ count: Int, noise: Double) throws -> (data: Dataset, changed: Set<Int>) {
    let drawn = try DrawnDigits().dataset(.train, count: count, seed: 21, nuisance: Nuisance(pose: 0.3, form: 0.3))
    let examples = try drawn.examples(at: Array(0..<count))
    var stream = RandomStream(RandomKey(seed: 3).derived("noise"))
    let changed = Set(stream.permutation(of: count).prefix(Int(noise * Double(count))))
    let labels = examples.map { example in
      changed.contains(example.index) ? (example.label + 1 + Int(stream.integer(below: 9))) % 10 : example.label
    }
    return (
      try Dataset(name: "noisy", images: examples.map(\.image), labels: labels, classNames: drawn.classNames), changed
    )
  }

  private func estimate(_ data: Dataset, atMost threshold: Double, judgedBy judge: OutOfFoldJudge? = nil) async throws
    -> Verdict
  {
    try await CheckRunner(CheckConfiguration(seed: 5))
      .run(.labelNoise(atMost: threshold, judgedBy: judge), on: data)
  }

  @Test(arguments: [0.0, 0.05, 0.1, 0.2]) func knownNoiseIsEstimated(_ noise: Double) async throws {
    let (data, changed) = try digits(600, noise: noise)
    let verdict = try await estimate(data, atMost: 0.5)
    let interval = try #require(verdict.interval)
    #expect(interval.contains(noise) || abs((verdict.estimate ?? 1) - noise) < 0.03, "\(noise): \(verdict.headline)")
    #expect(verdict.outcome == .holds)
    // Most of those that are called doubtful are those that were changed.
    let doubtful = verdict.findings.compactMap { line in
      line.hasPrefix("#") ? Int(line.dropFirst().prefix { $0.isNumber }) : nil
    }
    if noise > 0 { #expect(doubtful.filter(changed.contains).count >= 4, "\(verdict.findings)") }
  }

  @Test func claimsAreDecidedByTheInterval() async throws {
    let (data, _) = try digits(600, noise: 0.2)
    #expect(try await estimate(data, atMost: 0.05).outcome == .falsified)
    #expect(try await estimate(data, atMost: 0.2).outcome == .undecided)
    #expect(try await estimate(data, atMost: 0.05).exhibit?.panels.count == 4)
  }

  @Test func aJudgeOfOnesOwnIsAskedFoldByFold() async throws {
    let (data, changed) = try digits(300, noise: 0.1)
    let clean = try DrawnDigits().dataset(.train, count: 300, seed: 21)
    // A judge that knows the truth finds exactly what was changed.
    let verdict = try await estimate(data, atMost: 0.5) { fitted, judged in
      #expect(fitted.count + judged.count == 300)
      return try judged.examples(at: Array(0..<judged.count)).map { example in
        let truth = try clean.label(at: example.sourceRow)
        return (0..<10).map { $0 == truth ? 0.91 : 0.01 }
      }
    }
    #expect(verdict.failures == changed.count, "\(verdict.headline)")
    await #expect(throws: AssayError.self) {
      try await estimate(data, atMost: 0.5) { _, judged in [[Float]](repeating: [1], count: judged.count) }
    }
  }

  @Test func aPoorJudgeDecidesNothing() async throws {
    let (data, _) = try digits(100, noise: 0)
    let verdict = try await estimate(data, atMost: 0.5) { _, judged in
      (0..<judged.count).map { row in (0..<10).map { $0 == row % 10 ? 0.91 : 0.01 } }
    }
    #expect(verdict.outcome == .unreliable && verdict.summary.contains("too few"))
  }
}

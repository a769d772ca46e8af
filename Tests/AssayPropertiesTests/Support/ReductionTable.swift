import AssayBase
import AssayCheck
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor

/// Reductions of many failures of the embedded standard model, and figures about them.
struct ReductionTable {
  /// A failing image to begin with.
  struct Failure {
    let example: Example
    let ball: GridBall
    let start: [UInt8]
    let prediction: Int
  }

  /// A reduction beside what is known of the best there can be.
  struct Row {
    let failure: Failure
    let reduction: GridReduction
    let seconds: Double
    /// The fewest pixels that fail, where trying all sets of them is feasible.
    var fewest: Int?
    /// The least change of a single pixel that fails, where one does.
    var leastSingle: Int?
    /// Whether trying every exchange of pixels leads to fewer.
    var isBeatenByExchanges = false
  }

  private(set) var rows: [Row] = []

  /// Failing images in a ball, of the first examples that have some: those of PGD in the ball, and for ℓ1 and ℓ0, which PGD
  /// does not know, those of a larger ℓ∞ ball brought into it.
  static func failures(_ norm: Norm, _ epsilon: Double, atMost limit: Int) throws -> [Failure] {
    let model = try FixtureModel.digitsStandard
    let space: PerturbationBall =
      switch norm {
      case .linf: .linf(epsilon)
      case .l2: .l2(epsilon)
      case .l1, .l0: .linf(0.3)
      }
    var failures: [Failure] = []
    for start in stride(from: 0, to: Digits.test.count, by: 60) where failures.count < limit {
      let examples = try Digits.test.examples(at: Array(start..<min(Digits.test.count, start + 60)))
      let batch = ExampleBatch(examples)
      let result = try Attack.pgd(space, steps: 20).run(
        on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: RandomKey(seed: 1))
      for (row, example) in examples.enumerated() where result.fates[row].isFooled && failures.count < limit {
        guard !result.fates[row].wasMisclassified else { continue }
        let attacked = Image(row: row, of: result.images)
        if let failure = try failure(example, attacked, norm, epsilon, model) { failures.append(failure) }
      }
    }
    return failures
  }

  private static func failure(
    _ example: Example, _ attacked: Image, _ norm: Norm, _ epsilon: Double, _ model: Network
  ) throws -> Failure? {
    let clean = try ByteImage(example.image).bytes
    let ball = GridBall(norm, radius: norm == .l0 ? epsilon : epsilon * 255, around: clean)
    let rounded = ball.limited(try ByteImage(attacked).bytes)
    for start in [rounded, ball.stretched(rounded)] where start != clean {
      let scores = try model.logits(of: Image(try ByteImage(width: 8, height: 8, channels: 1, bytes: start)))
      guard let prediction = scores.indices.max(by: { scores[$0] < scores[$1] }), prediction != example.label,
        FailureOracle.isClear(prediction, in: scores)
      else { continue }
      return Failure(example: example, ball: ball, start: start, prediction: prediction)
    }
    return nil
  }

  /// Reduces a failure; `isThorough` also tries triples and every exchange.
  mutating func reduce(_ failure: Failure, isThorough: Bool) async throws {
    let model = try FixtureModel.digitsStandard
    let oracle = FailureOracle(
      model: model, frozen: try model.frozen(), label: failure.example.label, prediction: failure.prediction,
      like: try ByteImage(failure.example.image), ball: failure.ball)
    let clock = ContinuousClock()
    let begin = clock.now
    let reduction = try await GridShrinker(in: failure.ball, budget: untimed).reduce(failure.start, climbing: oracle)
    var row = Row(failure: failure, reduction: reduction, seconds: (clock.now - begin).inSeconds)
    let everything = ExhaustiveSearch(
      model: try model.frozen(), prediction: failure.prediction, ball: failure.ball, side: 8)
    row.leastSingle = try everything.leastSingle()
    row.fewest = try fewest(row, everything, isThorough: isThorough)
    let isSeparable = failure.ball.norm == .linf || failure.ball.norm == .l0
    if isThorough, isSeparable, row.fewest == nil, let fewer = try everything.exchangedForFewer(reduction.bytes) {
      row.isBeatenByExchanges = failure.ball.contains(fewer)
    }
    rows.append(row)
  }

  /// The fewest pixels, or `nil` where there are more than can be tried.
  private func fewest(_ row: Row, _ everything: ExhaustiveSearch, isThorough: Bool) throws -> Int? {
    let found = row.reduction.changedPixels
    if row.leastSingle != nil { return 1 }
    // Fewer than one more than was ruled out there cannot be.
    if found <= 2 { return 2 }
    if try everything.somePairFails() { return 2 }
    if found == 3 { return 3 }
    guard isThorough, found == 4, [.linf, .l0].contains(row.failure.ball.norm) else { return nil }
    return try everything.someTripleFails() ? 3 : 4
  }

  private func median(_ figure: (GridReduction) -> Int) -> Int {
    rows.map { figure($0.reduction) }.sorted().dropFirst(rows.count / 2).first ?? 0
  }

  /// The median number of images that the model was asked about.
  var medianTrials: Int { median(\.trials) }

  /// Among the rows where the fewest pixels are known, the share that found as few; 1 where none is known.
  var shareOfFewest: Double {
    let known = rows.filter { $0.fewest != nil }
    guard !known.isEmpty else { return 1 }
    return Double(known.count { $0.fewest == $0.reduction.changedPixels }) / Double(known.count)
  }

  /// The figures in a line.
  var summary: String {
    let known = rows.filter { $0.fewest != nil }
    let singles = rows.filter { $0.leastSingle != nil }
    let seconds = rows.map(\.seconds).sorted().dropFirst(rows.count / 2).first ?? 0
    return """
      \(rows.count) failures; pixels \(median(\.changedPixelsBefore)) → \(median(\.changedPixels)); \
      Σ|Δ| \(median(\.totalChangeBefore)) → \(median(\.totalChange)); \
      1-minimal \(rows.count { $0.reduction.is1Minimal }), values \(rows.count { $0.reduction.isMinimalInValues }); \
      trials \(medianTrials), at most \(rows.map(\.reduction.trials).max() ?? 0); \(Float(seconds)) s; \
      fewest pixels \(known.count { $0.fewest == $0.reduction.changedPixels }) of \(known.count) known; \
      least Σ|Δ| \(singles.count { $0.leastSingle == $0.reduction.totalChange }) of \(singles.count) single pixels; \
      beaten by exchanges \(rows.count { $0.isBeatenByExchanges })
      """
  }
}

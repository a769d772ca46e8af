import AssayBase
import AssayCheck
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

/// Finds the examples that fail by the smallest change, and reduces their failing images.
struct RobustnessEvidence<Model: DifferentiableClassifier> {
  private let model: Model
  private let attack: Attack
  private let failures: [FailedCase]
  private let request: ExplanationRequest

  /// How many failing examples are looked at, and how many of them are reduced.
  private static var examplesConsidered: Int { 64 }
  private static var examplesReduced: Int { 3 }

  init(_ model: Model, _ attack: Attack, _ failures: [FailedCase], _ request: ExplanationRequest) {
    self.model = model
    self.attack = attack
    self.failures = failures
    self.request = request
  }

  func find() async throws -> FailureEvidence {
    let attacked = failures.filter { $0.outcome.image != nil }.prefix(Self.examplesConsidered)
    guard !attacked.isEmpty else {
      return try FailureEvidence(
        counterexample: failures.first.map {
          try ImageCounterexample(unchanged: $0.example, of: model, request: request)
        })
    }
    let ranked = try await BlockingWork.run { [model, attack, request] in
      try Self.rankedByEase(Array(attacked), model, attack, request.key)
    }
    var best: ImageCounterexample?
    for candidate in ranked.prefix(Self.examplesReduced) {
      guard let reduced = try await reduce(candidate.failure) else { continue }
      if best.map({ reduced.size < $0.size }) ?? true { best = reduced }
    }
    return FailureEvidence(
      counterexample: best, worst: ranked.first.map(\.worst),
      note: best == nil ? "no failing image survives the rounding of its pixels to 8 bits" : nil)
  }

  /// A failing example with the smallest ball in which the attack still fools the model.
  private struct Candidate: Sendable {
    let failure: FailedCase
    let worst: WorstCase
    let epsilon: Double
  }

  /// The failing examples, easiest first, by halving the ball of each until the attack fails.
  private static func rankedByEase(
    _ failures: [FailedCase], _ model: Model, _ attack: Attack, _ key: RandomKey
  ) throws -> [Candidate] {
    let batch = ExampleBatch(failures.map(\.example))
    guard let ball = attack.ball, ball.epsilon > 0 else {
      return failures.map { Candidate(failure: $0, worst: WorstCase($0, model, nil), epsilon: 0) }
    }
    let target = AttackedModel(itself: model, frozen: try model.frozen())
    // Bisection in shares of the ball: `fooling` always fools, `holding` never did.
    var fooling = [Double](repeating: 1, count: failures.count)
    var holding = [Double](repeating: 0, count: failures.count)
    var images = failures.map(\.outcome.image)
    for _ in 0..<6 {
      let shares = zip(fooling, holding).map { ($0 + $1) / 2 }
      for share in Set(shares).sorted() {
        let rows = shares.indices.filter { shares[$0] == share }
        guard let smaller = attack.resized(epsilon: ball.epsilon * share) else { continue }
        let result = try smaller.run(
          on: target, images: batch.images.rows(rows), labels: rows.map { batch.labels[$0] },
          indices: rows.map { batch.indices[$0] }, key: key)
        for (position, row) in rows.enumerated() {
          if result.fates[position].isFooled {
            fooling[row] = share
            images[row] = Image(row: position, of: result.images)
          } else {
            holding[row] = share
          }
        }
      }
    }
    let order = failures.indices.sorted { (fooling[$0], batch.indices[$0]) < (fooling[$1], batch.indices[$1]) }
    return try order.map { row in
      let size = PerturbationBall(ball.norm, ball.epsilon * fooling[row])
      let prediction = try images[row].map { try model.label(of: $0) }
      return Candidate(
        failure: failures[row],
        worst: WorstCase(
          index: batch.indices[row], label: batch.labels[row], prediction: prediction ?? batch.labels[row],
          distance: size.roundedDescription), epsilon: size.epsilon)
    }
  }

  /// The minimal failing image of an example, or `nil` when none survives the 8-bit grid.
  private func reduce(_ failure: FailedCase) async throws -> ImageCounterexample? {
    guard let image = failure.outcome.image, let ball = attack.ball else { return nil }
    let clean = try ByteImage(failure.example.image)
    guard failure.example.image.isOnByteGrid else { return nil }
    let grid = ByteBall(ball, around: clean.bytes)
    for start in [grid.rounded(try ByteImage(image).bytes), grid.stretched(try ByteImage(image).bytes)] {
      guard let prediction = try await prediction(of: start, like: clean), prediction != failure.example.label else {
        continue
      }
      let oracle = FailureOracle(
        model: model, label: failure.example.label, prediction: prediction, like: clean, ball: grid)
      guard start != clean.bytes, try await oracle.judge([start]) == [true] else { continue }
      let shrinker = try GridShrinker(
        clean: clean.bytes, channels: clean.channels, reach: grid.reach, budget: request.budget)
      let reduction = try await shrinker.reduce(
        start, importance: try importance(of: start, from: clean, label: failure.example.label, prediction)
      ) { try await oracle.judge($0) }
      return try counterexample(failure.example, clean, reduction, prediction, oracle)
    }
    return nil
  }

  private func prediction(of bytes: [UInt8], like clean: ByteImage) async throws -> Int? {
    let image = Image(try ByteImage(width: clean.width, height: clean.height, channels: clean.channels, bytes: bytes))
    return try await BlockingWork.run { [model] in try model.label(of: image) }
  }

  /// How much of the change of the scores rests on each pixel, to first order: a hint for the search.
  private func importance(
    of bytes: [UInt8], from clean: ByteImage, label: Int, _ prediction: Int
  ) throws -> [Double] {
    let image = Image(try ByteImage(width: clean.width, height: clean.height, channels: clean.channels, bytes: bytes))
    let (_, gradient) = try model.frozen().logitsAndInputGradient(for: Tensor(images: [image])) { logits, rows in
      Tensor(
        shape: [rows.count, logits.classCount],
        elements: (0..<logits.classCount).map { $0 == prediction ? 1 : $0 == label ? -1 : 0 })
    }
    // The gradient is planar, bytes are interleaved.
    let values = gradient.elements
    let pixels = clean.width * clean.height
    return (0..<pixels).map { pixel in
      (0..<clean.channels).reduce(0) { sum, channel in
        let index = pixel * clean.channels + channel
        let change = Double(bytes[index]) - Double(clean.bytes[index])
        return sum + Double(values[channel * pixels + pixel]) * change
      }
    }
  }

  private func counterexample(
    _ example: Example, _ clean: ByteImage, _ reduction: GridReduction, _ prediction: Int, _ oracle: FailureOracle
  ) throws -> ImageCounterexample? {
    let minimal = try ByteImage(
      width: clean.width, height: clean.height, channels: clean.channels, bytes: reduction.bytes)
    // What is saved is what counts: through PNG and back, then asked again.
    let readBack = try PNG.decode(PNG.encode(minimal))
    guard try oracle.fails(readBack.bytes) else { return nil }
    let largest = zip(minimal.bytes, clean.bytes).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    return ImageCounterexample(
      property: request.property, model: model.name, data: request.data, index: example.index, label: example.label,
      prediction: prediction, original: clean, failing: readBack,
      originalProbabilities: try model.probabilities(of: Image(clean)),
      failingProbabilities: try model.probabilities(of: Image(readBack)), classNames: request.classNames,
      reduction: ImageCounterexample.Reduction(
        attack: attack.description, norm: attack.ball?.norm.rawValue ?? "", epsilon: attack.ball?.epsilon ?? 0,
        changedPixelsBefore: reduction.changedPixelsBefore, changedPixels: reduction.changedPixels,
        totalChangeBefore: reduction.totalChangeBefore, totalChange: reduction.totalChange, largestChange: largest,
        trials: reduction.trials, is1Minimal: reduction.is1Minimal))
  }
}

extension WorstCase {
  /// A failing case whose attack has no ball to make smaller.
  fileprivate init(_ failure: FailedCase, _ model: some Classifier, _ unit: String?) {
    self.init(
      index: failure.example.index, label: failure.example.label,
      prediction: failure.outcome.image.flatMap { try? model.label(of: $0) } ?? failure.example.label,
      distance: failure.outcome.distance.map { "a distance of \(Float($0))" } ?? "an unknown distance")
  }
}

extension ImageCounterexample {
  /// What a smaller counterexample is smaller in: changed pixels, then the summed change.
  fileprivate var size: (Int, Int) { (reduction?.changedPixels ?? 0, reduction?.totalChange ?? 0) }
}

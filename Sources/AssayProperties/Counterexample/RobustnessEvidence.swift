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
      guard let first = failures.first else { return FailureEvidence() }
      return try await BlockingWork.run { [model, request] in
        FailureEvidence(unchanged: first.example, of: model, request)
      }
    }
    let ranked = try await BlockingWork.run { [model, attack, request] in
      try Self.rankedByEase(Array(attacked), model, attack, request.key)
    }
    let worst = ranked.first.map(\.worst)
    guard attacked.allSatisfy({ Self.is8Bit($0.example.image) }) else {
      return FailureEvidence(
        worst: worst, note: "only pictures of 8 bits and 1, 3 or 4 channels are reduced to a counterexample")
    }
    var best: ImageCounterexample?
    for candidate in ranked.prefix(Self.examplesReduced) {
      guard let reduced = try await reduce(candidate.failure) else { continue }
      if best.map({ reduced.size < $0.size }) ?? true { best = reduced }
    }
    return FailureEvidence(
      counterexample: best, worst: worst,
      note: best == nil ? "no failing image survives the rounding of its pixels to 8 bits" : nil)
  }

  /// Whether a PNG can hold the image without changing it.
  private static func is8Bit(_ image: Image) -> Bool { [1, 3, 4].contains(image.size.channels) && image.isOnByteGrid }

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
      // No two images of the box are farther apart, however large the ball.
      let diameter = ball.norm == .linf ? 1 : Double(batch.images.count / failures.count).squareRoot()
      let size = PerturbationBall(ball.norm, min(diameter, ball.epsilon * fooling[row]))
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
    let grid = ByteBall(ball, around: clean.bytes)
    let attacked = try ByteImage(image).bytes
    var starts = [grid.rounded(attacked), grid.stretched(attacked)]
    let seen = try await BlockingWork.run { [model] in try model.label(of: image) }
    let slope = try await slope(at: attacked, from: clean, label: failure.example.label, seen)
    starts.append(grid.farthest(along: slope))
    for start in starts {
      guard let prediction = try await prediction(of: start, like: clean), prediction != failure.example.label else {
        continue
      }
      let oracle = FailureOracle(
        model: model, label: failure.example.label, prediction: prediction, like: clean, ball: grid)
      guard start != clean.bytes, try await oracle.judge([start]) == [true] else { continue }
      return try await reduce(failure.example, clean, from: start, as: prediction, in: grid, oracle)
    }
    return nil
  }

  /// The smaller of two minimal images: from the attacked image, and straight up the slope.
  ///
  /// An attack that succeeds early leaves pixels moved by chance the wrong way, and a reduction turns no pixel around;
  /// straight up the slope none is wrong.
  private func reduce(
    _ example: Example, _ clean: ByteImage, from start: [UInt8], as prediction: Int, in grid: ByteBall,
    _ oracle: FailureOracle
  ) async throws -> ImageCounterexample? {
    let slope = try await slope(at: start, from: clean, label: example.label, prediction)
    func shrink(_ start: [UInt8], trials: Int) async throws -> GridReduction {
      let shrinker = try GridShrinker(
        clean: clean.bytes, channels: clean.channels, reach: grid.reach,
        budget: ShrinkBudget(trials: trials, seconds: request.budget.seconds))
      return try await shrinker.reduce(start, importance: importance(of: start, from: clean, slope)) {
        try await oracle.judge($0)
      }
    }
    // The image to start from is tried whatever the budget says.
    let first = try await shrink(start, trials: max(1, request.budget.trials))
    var (best, trials) = (first, first.trials)
    let (straight, left) = (grid.farthest(along: slope), request.budget.trials - first.trials)
    if first.changedPixels > 1, left > 0, straight != start, straight != clean.bytes,
      try await oracle.judge([straight]) == [true]
    {
      let second = try await shrink(straight, trials: left)
      if (second.changedPixels, second.totalChange) < (first.changedPixels, first.totalChange) { best = second }
      trials += second.trials + 1
    }
    return try await BlockingWork.run { [self, best, trials] in
      try counterexample(example, clean, first: first, best: best, trials: trials, prediction, oracle)
    }
  }

  private func prediction(of bytes: [UInt8], like clean: ByteImage) async throws -> Int? {
    let image = Image(try ByteImage(width: clean.width, height: clean.height, channels: clean.channels, bytes: bytes))
    return try await BlockingWork.run { [model] in try model.label(of: image) }
  }

  /// How the lead of the prediction over the label grows with each value, to first order.
  private func slope(
    at bytes: [UInt8], from clean: ByteImage, label: Int, _ prediction: Int
  ) async throws -> [Double] {
    let image = Image(try ByteImage(width: clean.width, height: clean.height, channels: clean.channels, bytes: bytes))
    let gradient = try await BlockingWork.run { [model] in
      try model.frozen().logitsAndInputGradient(for: Tensor(images: [image])) { logits, rows in
        Tensor(
          shape: [rows.count, logits.classCount],
          elements: (0..<logits.classCount).map { $0 == prediction ? 1 : $0 == label ? -1 : 0 })
      }.gradient.elements
    }
    // The gradient is planar, bytes are interleaved.
    let pixels = clean.width * clean.height
    return bytes.indices.map { Double(gradient[$0 % clean.channels * pixels + $0 / clean.channels]) }
  }

  /// How much of that lead rests on each pixel: a hint for the search.
  private func importance(of bytes: [UInt8], from clean: ByteImage, _ slope: [Double]) -> [Double] {
    stride(from: 0, to: bytes.count, by: clean.channels).map { start in
      (start..<start + clean.channels).reduce(0) {
        $0 + slope[$1] * (Double(bytes[$1]) - Double(clean.bytes[$1]))
      }
    }
  }

  private func counterexample(
    _ example: Example, _ clean: ByteImage, first: GridReduction, best: GridReduction, trials: Int, _ prediction: Int,
    _ oracle: FailureOracle
  ) throws -> ImageCounterexample? {
    let minimal = try ByteImage(
      width: clean.width, height: clean.height, channels: clean.channels, bytes: best.bytes)
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
        changedPixelsBefore: first.changedPixelsBefore, changedPixels: best.changedPixels,
        totalChangeBefore: first.totalChangeBefore, totalChange: best.totalChange, largestChange: largest,
        trials: trials, is1Minimal: best.is1Minimal))
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

import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations

/// Finds the examples that fail by the smallest change, and the smallest counterexample among them.
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
        FailureEvidence(unchanged: first.example, of: model, request) { try model.label(of: $0.image) != $0.label }
      }
    }
    let ranked = try await BlockingWork.run { [model, attack, request] in
      try Self.rankedByEase(Array(attacked), model, attack, request.key)
    }
    let worst = ranked.first.map(\.worst)
    guard attacked.allSatisfy({ Self.isPicture($0.example.image) }) else {
      return FailureEvidence(worst: worst, note: "only images of 1, 3 or 4 channels are reduced to a counterexample")
    }
    var best: ImageCounterexample?
    if let ball = attack.ball {
      let reducer = try FailureReducer(model, in: ball, target: attack.algorithm.target, budget: request.budget)
      for candidate in ranked.prefix(Self.examplesReduced) {
        guard let image = candidate.failure.outcome.image,
          let reduced = try await reducer.reduce(candidate.failure.example, attacked: image)
        else { continue }
        let found = try await BlockingWork.run { [self] in try counterexample(candidate.failure.example, reduced, ball)
        }
        if best.map({ found.size < $0.size }) ?? true { best = found }
      }
    }
    return FailureEvidence(
      counterexample: best, worst: worst,
      note: best == nil ? "no failing image survives the rounding of its pixels to 8 bits" : nil)
  }

  /// Whether a PNG can hold images of this kind.
  private static func isPicture(_ image: Image) -> Bool { [1, 3, 4].contains(image.size.channels) }

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
      let diameter = ball.norm.diameter(
        count: batch.images.count / failures.count, channels: batch.images.shape[1])
      let size = PerturbationBall(ball.norm, min(diameter, ball.epsilon * fooling[row]))
      let prediction = try images[row].map { try model.label(of: $0) }
      return Candidate(
        failure: failures[row],
        worst: WorstCase(
          index: batch.indices[row], label: batch.labels[row], prediction: prediction ?? batch.labels[row],
          distance: size.roundedDescription), epsilon: size.epsilon)
    }
  }

  private func counterexample(
    _ example: Example, _ reduced: ReducedFailure, _ ball: PerturbationBall
  ) throws -> ImageCounterexample {
    let reduction = reduced.reduction
    return ImageCounterexample(
      property: request.property, model: model.name, data: request.data, index: example.index, label: example.label,
      prediction: reduced.prediction, original: reduced.clean, failing: reduced.failing,
      originalProbabilities: try model.probabilities(of: Image(reduced.clean)),
      failingProbabilities: try model.probabilities(of: Image(reduced.failing)), classNames: request.classNames,
      reduction: ImageCounterexample.Reduction(
        attack: attack.description, norm: ball.norm.rawValue, epsilon: ball.epsilon,
        changedPixelsBefore: reduction.changedPixelsBefore, changedPixels: reduction.changedPixels,
        totalChangeBefore: reduction.totalChangeBefore, totalChange: reduction.totalChange,
        largestChange: reduced.largestChange, trials: reduction.trials, is1Minimal: reduction.is1Minimal))
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

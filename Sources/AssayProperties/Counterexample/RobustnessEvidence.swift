import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations

/// Finds the examples that fail by the smallest change, and the smallest counterexample among them.
struct RobustnessEvidence<Model: Classifier> {
  private let model: Model
  private let attack: Attack
  private let failures: [FailedCase]
  private let request: ExplanationRequest
  private let isSmallest: Bool

  /// How many failing examples are looked at, and how many of them are reduced.
  private static var examplesConsidered: Int { 64 }
  private static var examplesReduced: Int { 3 }

  /// - Parameter isSmallest: Whether the distances of the failures are the smallest that the attack can find.
  init(
    _ model: Model, _ attack: Attack, _ failures: [FailedCase], _ request: ExplanationRequest, isSmallest: Bool = false
  ) {
    self.model = model
    self.attack = attack
    self.failures = failures
    self.request = request
    self.isSmallest = isSmallest
  }

  func find() async throws -> FailureEvidence {
    let attacked = failures.filter { $0.outcome.image != nil }.prefix(Self.examplesConsidered)
    guard !attacked.isEmpty else {
      guard let first = failures.first else { return FailureEvidence() }
      return try await BlockingWork.run { [model, request] in
        FailureEvidence(unchanged: first.example, of: model, request) { try model.label(of: $0.image) != $0.label }
      }
    }
    let ranked = try await BlockingWork.run { try rankedByEase(Array(attacked)) }
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

  /// A failing example with the smallest change with which the attack still fools the model.
  private struct Candidate: Sendable {
    let failure: FailedCase
    let worst: WorstCase
    let distance: Double
  }

  /// The failing examples, easiest first.
  private func rankedByEase(_ failures: [FailedCase]) throws -> [Candidate] {
    guard !failures.isEmpty else { return [] }
    let batch = ExampleBatch(failures.map(\.example))
    guard isSmallest || attack.ball.map({ $0.epsilon > 0 }) ?? false else {
      return failures.map { Candidate(failure: $0, worst: WorstCase($0, model, nil), distance: 0) }
    }
    let candidates = try isSmallest ? failures.map { try found($0) } : smallest(of: failures, batch)
    return candidates.sorted {
      ($0.distance, $0.failure.example.index) < ($1.distance, $1.failure.example.index)
    }
  }

  /// What a search for the smallest change found already.
  private func found(_ failure: FailedCase) throws -> Candidate {
    let prediction = try failure.outcome.image.map { try model.label(of: $0) } ?? failure.example.label
    return candidate(failure, failure.outcome.distance ?? 0, prediction)
  }

  /// The smallest balls, by halving that of the attack for each example until it fails.
  private func smallest(of failures: [FailedCase], _ batch: ExampleBatch) throws -> [Candidate] {
    let fates = try attack.smallestBall(halvings: 6).run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: request.key
    ).fates
    return zip(failures, fates).map { failure, fate in
      candidate(failure, fate.isFooled ? fate.distance : failure.outcome.distance ?? 0, fate.prediction)
    }
  }

  private func candidate(_ failure: FailedCase, _ distance: Double, _ prediction: Int) -> Candidate {
    let size = PerturbationBall(attack.norm, distance)
    return Candidate(
      failure: failure,
      worst: WorstCase(
        index: failure.example.index, label: failure.example.label, prediction: prediction,
        distance: size.roundedDescription), distance: distance)
  }

  private func counterexample(
    _ example: Example, _ reduced: ReducedFailure, _ ball: PerturbationBall
  ) throws -> ImageCounterexample {
    try ImageCounterexample(example, reduced, of: model, request, found: attack.description, in: ball)
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

import AssayBase
import AssayCheck
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayPerturbations

/// Finds the smallest change of an image that still breaks a claim about maps, among the first failures.
struct ChangedMapEvidence<Claim: ChangedMapClaim> {
  private let claim: Claim
  private let subject: ExplainedModel
  private let request: ExplanationRequest

  /// How many failing examples are reduced.
  private static var examplesReduced: Int { 3 }

  init(_ claim: Claim, _ model: Claim.Model, _ request: ExplanationRequest) {
    self.claim = claim
    subject = ExplainedModel(model)
    self.request = request
  }

  func find(among failures: [FailedCase]) async throws -> FailureEvidence {
    let changed = failures.filter { $0.outcome.image != nil && [1, 3, 4].contains($0.example.image.size.channels) }
    guard !changed.isEmpty else {
      return FailureEvidence(note: "only images of 1, 3 or 4 channels are reduced to a counterexample")
    }
    let worst = changed.max { $0.outcome.value > $1.outcome.value }
    var best: ImageCounterexample?
    for failure in changed.prefix(Self.examplesReduced) {
      guard let image = failure.outcome.image, let found = try await reduced(failure.example, image) else { continue }
      if best.map({ found.size < $0.size }) ?? true { best = found }
    }
    return FailureEvidence(
      counterexample: best, worst: try worst.map(worstCase),
      note: best == nil ? "no failing image survives the rounding of its pixels to 8 bits" : nil)
  }

  private func worstCase(_ failure: FailedCase) throws -> WorstCase {
    WorstCase(
      index: failure.example.index, label: failure.example.label,
      prediction: try failure.outcome.image.map { try subject.original.label(of: $0) } ?? failure.example.label,
      distance: failure.outcome.reason ?? "an unknown distance")
  }

  /// The smallest failing image that a change of an example leads to.
  private func reduced(_ example: Example, _ image: Image) async throws -> ImageCounterexample? {
    let clean = try ByteImage(example.image)
    let grid = GridBall(claim.ball, around: example.image, as: clean)
    let oracle = try await BlockingWork.run { [claim, subject] in
      try ChangedMapOracle(claim, subject, example, as: clean, ball: grid)
    }
    let reducer = GridReducer(clean: clean, ball: grid, budget: request.budget)
    let rounded = grid.limited(try ByteImage(image).bytes)
    for start in [rounded, grid.stretched(rounded)] {
      guard let (failing, reduction) = try await reducer.reduce(start, oracle) else { continue }
      let found = ReducedFailure(
        clean: clean, failing: failing, prediction: try oracle.findings(of: [failing.bytes])[0].prediction,
        reduction: reduction)
      return try await BlockingWork.run { [self] in try counterexample(example, found, oracle) }
    }
    return nil
  }

  private func counterexample(
    _ example: Example, _ found: ReducedFailure, _ oracle: ChangedMapOracle
  ) throws -> ImageCounterexample {
    let (original, failing) = (Image(found.clean), Image(found.failing))
    let maps = MapEvidence(
      explanation: "\(claim.explanation)", finding: try oracle.findings(of: [found.failing.bytes])[0].text,
      maps: try claim.exhibits(subject, original: original, failing: failing, label: example.label))
    return try ImageCounterexample(
      example, found, of: subject.original, request, found: claim.search, in: claim.ball, maps: maps)
  }
}

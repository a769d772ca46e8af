import AssayBase
import AssayCheck
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations

/// Reduces the failing images that an attack found in its ball.
package struct FailureReducer: Sendable {
  private let model: any Classifier
  private let frozen: (any DifferentiableClassifier)?
  private let ball: PerturbationBall
  private let target: AttackTarget
  private let budget: ShrinkBudget

  /// - Parameters:
  ///   - ball: Where reduced images must lie.
  ///   - target: What counts as failing: any wrong label, or the class that a targeted attack was after.
  package init(
    _ model: any Classifier, in ball: PerturbationBall, target: AttackTarget = .anyOther,
    budget: ShrinkBudget
  ) throws {
    self.model = model
    frozen = try (model as? any DifferentiableClassifier)?.frozen()
    self.ball = ball
    self.target = target
    self.budget = budget
  }

  /// The minimal failing image of an example, or `nil` when none survives the rounding of its pixels to 8 bits.
  package func reduce(_ example: Example, attacked: Image) async throws -> ReducedFailure? {
    let clean = try ByteImage(example.image)
    // Where the picture of an example between the steps of the grid fails as it is, nothing is left to reduce.
    guard try await label(of: clean) == example.label else { return nil }
    let grid = GridBall(ball, around: example.image, as: clean)
    let rounded = grid.limited(try ByteImage(attacked).bytes)
    let reducer = GridReducer(clean: clean, ball: grid, budget: budget)
    for start in [rounded, grid.stretched(rounded), try await upTheSlope(example, attacked, clean, grid)] {
      guard start != clean.bytes else { continue }
      let prediction = try await label(of: clean.replacing(bytes: start))
      guard isWanted(prediction, for: example) else { continue }
      let oracle = FailureOracle(
        model: model, frozen: frozen, label: example.label, prediction: prediction, like: clean, ball: grid)
      guard let (failing, reduction) = try await reducer.reduce(start, oracle) else { continue }
      return ReducedFailure(clean: clean, failing: failing, prediction: prediction, reduction: reduction)
    }
    return nil
  }

  private func isWanted(_ prediction: Int, for example: Example) -> Bool {
    guard prediction != example.label else { return false }
    let wanted = target.targetClass(label: example.label, classCount: model.classCount)
    return wanted.map { $0 == prediction } ?? true
  }

  /// As far as the ball allows up the slope at the attacked image, towards what the model says about that.
  private func upTheSlope(
    _ example: Example, _ attacked: Image, _ clean: ByteImage, _ grid: GridBall
  ) async throws -> [UInt8] {
    let prediction = try await BlockingWork.run { [model] in try model.label(of: attacked) }
    let oracle = FailureOracle(
      model: model, frozen: frozen, label: example.label, prediction: prediction, like: clean, ball: grid)
    return grid.farthest(along: try await oracle.slope(at: try ByteImage(attacked).bytes))
  }

  private func label(of picture: ByteImage) async throws -> Int {
    try await BlockingWork.run { [model] in try model.label(of: Image(picture)) }
  }
}

import AssayBase
import AssayNetworks

extension TrainingRecipe {
  /// The network on digits that knows nothing of attacks.
  public static let digitsStandard = TrainingRecipe(
    name: "digits-standard", architecture: .digitsSmall, objective: .standard,
    optimizer: SGD(learningRate: 0.05, momentum: 0.9), schedule: warmedUpCosine, epochs: 40, batchSize: 32, seed: 2026)

  /// The network on digits trained against PGD in ℓ∞ 0.25.
  public static let digitsAdversarial = TrainingRecipe(
    name: "digits-adversarial", architecture: .digitsStrided,
    objective: .adversarial(
      AdversarialPhase(ball: .linf(0.25), steps: 5, relativeStepSize: 0.5, ramp: 0.3)),
    optimizer: SGD(learningRate: 0.05, momentum: 0.9), schedule: warmedUpCosine, epochs: 40, batchSize: 32, seed: 2026)

  /// The recipes of the embedded networks, as `assay train` names them.
  public static let all: [TrainingRecipe] = [.digitsStandard, .digitsAdversarial]

  /// The recipe called `name`.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  public static func named(_ name: String) throws -> TrainingRecipe {
    if let recipe = all.first(where: { $0.name == name }) { return recipe }
    throw AssayError(
      .unknownName, "there is no such recipe", expected: all.map(\.name).joined(separator: ", "), found: name)
  }

  /// Up over the first twentieth, then down along half a cosine.
  private static let warmedUpCosine: @Sendable (Int) -> Schedule = { updates in
    .warmUp(from: 1 / Double(max(1, updates / 20)), steps: updates / 20, then: .cosine(steps: updates - updates / 20))
  }
}

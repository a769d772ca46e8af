import AssayBase
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayTensor
import AssayTraining
import Foundation

/// Trainings that take a moment.
enum SmallRecipes {
  static let standard = recipe("small-standard", .standard)
  static let adversarial = recipe(
    "small-adversarial",
    .adversarial(AdversarialPhase(ball: .linf(0.2), steps: 3, relativeStepSize: 0.5, ramp: 0.3)))

  static func recipe(
    _ name: String, _ objective: TrainingObjective, learningRate: Double = 0.05, epochs: Int = 2, seed: UInt64 = 7,
    schedule: @escaping @Sendable (Int) -> Schedule = { .cosine(steps: $0) }
  ) -> TrainingRecipe {
    TrainingRecipe(
      name: name, architecture: .digitsSmall, objective: objective,
      optimizer: SGD(learningRate: learningRate, momentum: 0.9), schedule: schedule, epochs: epochs, batchSize: 32,
      seed: seed)
  }

  /// The checkpoint that a recipe makes of the first digits, with so many threads and these instructions.
  static func checkpoint(
    _ recipe: TrainingRecipe, digits: Int = 200, threads: Int, instructionSet: InstructionSet? = nil
  ) throws -> Data {
    let data = try Digits.train.prefix(digits)
    return try ComputeContext.with(threads: threads, instructionSet: instructionSet) {
      try Trainer(recipe).train(on: data).checkpoint()
    }
  }
}

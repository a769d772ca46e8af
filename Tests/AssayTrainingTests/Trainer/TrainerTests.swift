import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTraining
import Synchronization
import Testing

/// What training tells, and how it ends when it cannot go on.
@Suite struct TrainerTests {
  private func fault(_ recipe: TrainingRecipe, _ data: Dataset) -> AssayError? {
    do {
      _ = try Trainer(recipe).train(on: data)
      Issue.record("\(recipe.name) trained")
    } catch let error as AssayError {
      return error
    } catch {
      Issue.record("not an AssayError: \(error)")
    }
    return nil
  }

  @Test func progressIsTold() throws {
    var told: [TrainingProgress] = []
    let recipe = SmallRecipes.recipe("progress", .standard, epochs: 4)
    let network = try Trainer(recipe).train(on: Digits.train.prefix(300)) { told.append($0) }
    #expect(told.map(\.epoch) == [1, 2, 3, 4] && told.allSatisfy { $0.epochs == 4 })
    #expect(told.allSatisfy { $0.loss > 0 && (0...1).contains($0.accuracy) })
    #expect((told.last?.loss ?? 9) < (told.first?.loss ?? 0), "it learns")
    #expect(network.name == "progress" && network.metadata["seed"] == "7")
    #expect(network.metadata["data"] == "digits/train")
  }

  @Test func divergenceIsTold() throws {
    let data = try Digits.train.prefix(128)
    let adversarial = TrainingObjective.adversarial(AdversarialPhase(ball: .linf(0.2), steps: 2, relativeStepSize: 0.5))
    for objective in [TrainingObjective.standard, adversarial] {
      for rate in [1e6, 1e30] {
        let recipe = SmallRecipes.recipe("wild", objective, learningRate: rate, epochs: 6) { _ in .constant }
        let error = fault(recipe, data)
        #expect(error?.kind == .notFinite && error?.problem == "training by “wild” diverged", "\(objective) \(rate)")
        #expect(error?.location?.hasPrefix("epoch ") == true)
      }
    }
  }

  /// A single update whose loss was still fine: the weights are looked at, too.
  @Test func divergenceInTheLastUpdateIsTold() throws {
    let recipe = SmallRecipes.recipe("last", .standard, learningRate: 1e38 * 1e3, epochs: 1) { _ in .constant }
    #expect(fault(recipe, try Digits.train.prefix(8))?.kind == .notFinite)
  }

  @Test func dataThatDoNotFit() throws {
    let size = ImageSize(channels: 1, height: 9, width: 8)
    let tall = try Dataset(
      name: "tall", images: [Image(size: size, values: Array(repeating: 0.5, count: 72))], labels: [1])
    #expect(fault(SmallRecipes.standard, tall)?.kind == .shapeMismatch)
    let strange = try Dataset(name: "strange", images: [Digits.train.example(at: 0).image], labels: [10])
    #expect(fault(SmallRecipes.standard, strange)?.kind == .invalidArgument)
  }

  @Test func cancellationEndsTraining() async throws {
    let task = Task {
      try Trainer(SmallRecipes.recipe("long", .standard, epochs: 100_000)).train(on: Digits.train.prefix(64))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func whoIsToldMayStopIt() throws {
    struct Enough: Error {}
    let recipe = SmallRecipes.recipe("long", .standard, epochs: 100_000)
    #expect(throws: Enough.self) {
      try Trainer(recipe).train(on: Digits.train.prefix(32)) { if $0.epoch == 2 { throw Enough() } }
    }
  }
}

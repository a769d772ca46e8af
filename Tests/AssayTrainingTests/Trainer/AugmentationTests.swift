import AssayBase
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayTraining
import Testing

/// Images that change from epoch to epoch.
@Suite struct AugmentationTests {
  private func recipe(_ augmentation: ImageTransform?, batchSize: Int = 32) -> TrainingRecipe {
    TrainingRecipe(
      name: "augmented", architecture: .digitsSmall, objective: .standard, optimizer: SGD(learningRate: 0.05),
      epochs: 2, batchSize: batchSize, augmentation: augmentation, seed: 7)
  }

  @Test func augmentedTrainingIsReproducible() throws {
    let transform: ImageTransform = .rotation(-15...15).then(.shift(-1...1))
    let one = try SmallRecipes.checkpoint(recipe(transform), threads: 1)
    #expect(try SmallRecipes.checkpoint(recipe(transform), threads: 3) == one)
    #expect(try SmallRecipes.checkpoint(recipe(nil), threads: 3) != one)
    #expect(
      try SmallRecipes.checkpoint(recipe(.identity), threads: 1) == SmallRecipes.checkpoint(recipe(nil), threads: 1))
  }

  @Test func otherSizesAreRefused() throws {
    let data = try Digits.train.prefix(20)
    #expect(throws: AssayError.self) { try Trainer(recipe(.resize(height: 9, width: 9))).train(on: data) }
    #expect(throws: AssayError.self) { try Trainer(recipe(.randomCrop(height: 9, width: 9))).train(on: data) }
    // Larger images fit once they are cut.
    let large = try data.transformed(by: .resize(height: 10, width: 10))
    _ = try Trainer(recipe(.randomCrop(height: 8, width: 8))).train(on: large)
  }
}

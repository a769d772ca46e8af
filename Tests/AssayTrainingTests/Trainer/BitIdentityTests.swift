import AssayBase
import AssayFixtures
import AssayTensor
import AssayTraining
import Foundation
import Testing

/// A recipe makes the same weights, bit for bit, whoever runs it.
@Suite struct BitIdentityTests {
  private var recipes: [TrainingRecipe] { [SmallRecipes.standard, SmallRecipes.adversarial] }

  @Test func threadsChangeNothing() throws {
    for recipe in recipes {
      let one = try SmallRecipes.checkpoint(recipe, threads: 1)
      for threads in [2, 3] {
        #expect(try SmallRecipes.checkpoint(recipe, threads: threads) == one, "\(recipe.name), \(threads) threads")
      }
    }
  }

  @Test func instructionSetsChangeNothing() throws {
    for recipe in recipes {
      let widest = try SmallRecipes.checkpoint(recipe, digits: 64, threads: 2)
      for instructionSet in Kernels.supported where instructionSet != .portable {
        let other = try SmallRecipes.checkpoint(recipe, digits: 64, threads: 2, instructionSet: instructionSet)
        #expect(other == widest, "\(recipe.name), \(instructionSet)")
      }
    }
  }

  /// The portable kernels are slow: two batches of a few digits.
  @Test func portableKernelsChangeNothing() throws {
    for recipe in recipes {
      let widest = try SmallRecipes.checkpoint(recipe, digits: 12, threads: 2)
      #expect(
        try SmallRecipes.checkpoint(recipe, digits: 12, threads: 2, instructionSet: .portable) == widest,
        "\(recipe.name)")
    }
  }

  @Test func everyPartOfARecipeMatters() throws {
    let checkpoints = try [
      SmallRecipes.standard, SmallRecipes.adversarial, SmallRecipes.recipe("small-standard", .standard, seed: 8),
      SmallRecipes.recipe("another-name", .standard), SmallRecipes.recipe("small-standard", .standard, epochs: 3),
      SmallRecipes.recipe("small-standard", .standard, learningRate: 0.04),
    ].map { try SmallRecipes.checkpoint($0, digits: 64, threads: 2) }
    #expect(Set(checkpoints).count == checkpoints.count)
  }

  /// The embedded networks are what their recipes make of the embedded digits.
  @Test func digitsStandardIsReproduced() throws { try expectReproduced("digits-standard") }

  @Test(.enabled(if: isHeavyWanted, "set ASSAY_HEAVY=1"))
  func digitsAdversarialIsReproduced() throws { try expectReproduced("digits-adversarial") }

  private func expectReproduced(_ name: String) throws {
    let network = try Trainer(.named(name)).train(on: Digits.train)
    #expect(try network.checkpoint() == EmbeddedFile.data("\(name).safetensors"))
  }
}

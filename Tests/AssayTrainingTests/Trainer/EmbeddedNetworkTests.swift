import AssayBase
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayTraining
import Testing

/// The embedded networks are as accurate, and as robust or not, as they are said to be.
@Suite struct EmbeddedNetworkTests {
  private func accuracy(_ model: Network) throws -> Double {
    let (images, labels) = try Digits.test.batch(at: Array(0..<Digits.test.count))
    return Double(try zip(model.logits(for: images).labels, labels).count { $0 == $1 }) / Double(labels.count)
  }

  /// The accuracy under 40 steps of ε/8 from a random start.
  private func robustAccuracy(_ model: Network, _ epsilon: Double) throws -> Double {
    let (images, labels) = try Digits.test.batch(at: Array(0..<Digits.test.count))
    let attack = Attack.pgd(.linf(epsilon), steps: 40, stepSize: epsilon / 8)
    return try attack.run(on: model, images: images, labels: labels, key: RandomKey(seed: 17)).robustAccuracy
  }

  @Test func cleanAccuracies() throws {
    let (standard, adversarial) = (
      try accuracy(FixtureModel.digitsStandard), try accuracy(FixtureModel.digitsAdversarial)
    )
    #expect(standard >= 0.97 && adversarial >= 0.97)
  }

  @Test(arguments: [(0.1, 0.90), (0.15, 0.80), (0.2, 0.65)])
  func adversarialTrainingWithstands(epsilon: Double, least: Double) throws {
    #expect(try robustAccuracy(FixtureModel.digitsAdversarial, epsilon) >= least)
  }

  @Test(arguments: [(0.1, 0.4, 0.7), (0.15, 0.03, 0.25), (0.2, 0, 0.05)])
  func standardTrainingDoesNot(epsilon: Double, least: Double, most: Double) throws {
    let accuracy = try robustAccuracy(FixtureModel.digitsStandard, epsilon)
    #expect(accuracy >= least && accuracy <= most)
  }

  @Test func metadataTellWhereTheyComeFrom() throws {
    for name in FixtureModel.names {
      let model = try FixtureModel.named(name)
      let recipe = try TrainingRecipe.named(name)
      #expect(model.name == name && model.architecture.name == recipe.architecture.name)
      #expect(model.metadata["recipe"] == name && model.metadata["seed"] == "\(recipe.seed)")
      #expect(model.metadata["data"] == Digits.train.name)
    }
    #expect(TrainingRecipe.all.map(\.name).sorted() == FixtureModel.names)
    #expect(throws: AssayError.self) { try TrainingRecipe.named("digits") }
    #expect(throws: AssayError.self) { try FixtureModel.named("digits") }
  }
}

import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Testing

/// The attack on an explanation, on linear models whose best attack is known.
@Suite struct ExplanationAttackTests {
  private let network: Network
  private let images: Tensor
  private let labels: [Int]
  private let weights: Tensor

  init() throws {
    let architecture = Architecture("linear", input: [1, 3, 3], classes: 3) {
      Flatten()
      Linear("fc", 9, 3)
    }
    network = Network(architecture, key: RandomKey(seed: 5))
    // Far enough from the sides of the box for every step.
    images = Tensor.uniform(0.3, 0.7, shape: [6, 1, 3, 3], key: RandomKey(seed: 6))
    labels = try network.logits(for: images).labels
    weights = try #require(network.parameters["fc.weight"])
  }

  /// Pixels times the weights of the label: the gradient times the input of a linear model.
  private var products: MapFunction {
    { [weights] _, images, labels in images.reshaped(to: [labels.count, 9]) * weights.rows(labels) }
  }

  private func run(_ attack: Attack, rows: [Int]? = nil, key: RandomKey = RandomKey(seed: 1)) throws -> AttackResult {
    let rows = rows ?? Array(labels.indices)
    return try attack.run(
      on: network, images: images.rows(rows), labels: rows.map { labels[$0] }, indices: rows, key: key)
  }

  /// How far the maps of attacked images are from those of the images.
  private func distances(_ attacked: Tensor) throws -> [Double] {
    try (products(network, attacked, labels) - products(network, images, labels)).absolute().sumPerExample().elements
      .map { Double($0) }
  }

  /// In a ball so small that no answer can change, every pixel goes to an end: D₁ = ε·Σ|w|.
  @Test func reachesTheOptimumOfALinearModel() throws {
    let epsilon = 0.002
    let result = try run(.explanation(.linf(epsilon), steps: 20, maps: products))
    #expect(result.fates.allSatisfy { !$0.isFooled && !$0.wasMisclassified })
    let best = weights.rows(labels).absolute().sumPerExample().elements.map { Double($0) * epsilon }
    for (found, best) in zip(try distances(result.images), best) { #expect(found > 0.99 * best && found < 1.01 * best) }
  }

  /// Where moving the map would change the answer, the label is kept.
  @Test func keepsTheLabelInLargeBalls() throws {
    let result = try run(.explanation(.linf(0.3), steps: 30, maps: products))
    #expect(try network.logits(for: result.images).labels == labels)
    let random = try run(.noise(.linf(0.3)))
    let (found, chance) = (try distances(result.images), try distances(random.images))
    #expect(found.reduce(0, +) > chance.reduce(0, +), "\(found) \(chance)")
    let largest = zip(result.images.elements, images.elements).map { abs($0 - $1) }.max() ?? 1
    #expect(largest <= 0.3 + 1e-6 && result.images.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test func anExampleAloneIsAttackedAsInCompany() throws {
    let attack = Attack.explanation(.l2(0.4), steps: 8, maps: products)
    let together = try run(attack).images
    for row in labels.indices {
      let alone = try run(attack, rows: [row]).images
      #expect(alone.elements == together.rows([row]).elements)
    }
    #expect(try run(attack, key: RandomKey(seed: 2)).images.elements != together.elements)
  }

  /// A map that does not depend on the image gives nothing to climb: the image stays.
  @Test func aConstantMapCannotBeMoved() throws {
    let result = try run(
      .explanation(.linf(0.1), steps: 3) { _, images, labels in Tensor(repeating: 1, shape: [labels.count, 9]) })
    #expect(result.images.elements == images.elements)
  }

  @Test func settings() {
    let attack = Attack.explanation(.linf(8 / 255), of: "saliency", steps: 7, weight: 2, maps: products)
    #expect(attack.description == "attack on saliency(ℓ∞ 8/255, 7 steps, λ 2.0)")
    #expect(attack.resized(epsilon: 0.5)?.description == "attack on saliency(ℓ∞ 0.5, 7 steps, λ 2.0)")
    let bad: [Attack] = [
      .explanation(.linf(-1), maps: products), .explanation(.linf(0.1), steps: 0, maps: products),
      .explanation(.linf(0.1), weight: -1, maps: products), .explanation(.linf(0.1), weight: .nan, maps: products),
    ]
    for attack in bad { #expect(throws: AssayError.self) { try attack.validate() } }
  }
}

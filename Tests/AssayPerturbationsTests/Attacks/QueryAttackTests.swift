import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Testing

/// What is particular to searches by logits alone; what all attacks keep to is tested with the others.
@Suite struct QueryAttackTests {
  private let key = RandomKey(seed: 7)

  /// On a linear model of two classes the best change in the cube moves every pixel to its end; the search finds it.
  @Test(arguments: 0..<8)
  func squaresReachTheOptimumOfALinearModel(_ seed: Int) throws {
    let key = RandomKey(seed: UInt64(seed)).derived("square")
    let weights = Tensor.uniform(-1, 1, shape: [2, 16], key: key.derived("weights")).elements
    let model = try linearModel(
      input: [1, 4, 4], weights: [Array(weights[..<16]), Array(weights[16...])], bias: [0, 0])
    let image = Tensor.uniform(0.4, 0.6, shape: [1, 1, 4, 4], key: key.derived("image"))
    let logits = try model.logits(for: image)
    let label = logits.labels[0]
    let margin = Double(-logits.margin(row: 0, label: label))
    let slope = (0..<16).reduce(0) { $0 + Double((weights[$1] - weights[16 + $1]).magnitude) }
    for (factor, isFooled) in [(1.02, true), (0.99, false)] where margin / slope * factor < 0.4 {
      let attack = Attack.square(.linf(margin / slope * factor), queries: 2_000)
      let fate = try attack.run(on: model, images: image, labels: [label], key: self.key).fates[0]
      #expect(fate.isFooled == isFooled, "\(attack) at \(factor) of the threshold")
    }
  }

  /// Every change is as large as the ball allows: at its surface where the box does not cut it.
  @Test(arguments: [PerturbationBall.linf(0.1), .l2(0.2)])
  func changesHaveTheSizeOfTheBall(_ ball: PerturbationBall) throws {
    let model = Network(.digitsSmall, key: key)
    let images = Tensor.uniform(0.4, 0.6, shape: [6, 1, 8, 8], key: key.derived("images"))
    let labels = try model.logits(for: images).labels
    for queries in [1, 5, 40] {
      let result = try Attack.square(ball, queries: queries).run(on: model, images: images, labels: labels, key: key)
      #expect(result.fates.allSatisfy { ($0.distance - ball.epsilon).magnitude < 1e-5 })
    }
  }

  /// Never more than the budget, and what it takes to confirm; nothing for gradients, nor for proposals that change nothing.
  @Test func queriesAreCounted() throws {
    let model = Network(.digitsSmall, key: key)
    let images = Tensor.uniform(0, 1, shape: [20, 1, 8, 8], key: key.derived("images"))
    let labels = try model.logits(for: images).labels
    let result = try Attack.square(.linf(0.004), queries: 50).run(on: model, images: images, labels: labels, key: key)
    #expect(result.fates.allSatisfy { $0.gradients == 0 && $0.queries <= 50 + 3 })
    #expect(result.fates.contains { !$0.isFooled && $0.iterations == 50 && (20...52).contains($0.queries) })
  }

  @Test func badSettingsAreRefused() {
    #expect(fault { try Attack.square(.linf(0.1), queries: 0).validate() }?.location == "queries")
    #expect(fault { try Attack.square(.linf(0.1), initialShare: 0).validate() }?.location == "initialShare")
    #expect(fault { try Attack.square(.linf(.nan)).validate() }?.location == "epsilon")
    #expect(fault { try Attack.noise(.linf(0.1), tries: 0).validate() }?.location == "tries")
  }

  @Test func attacksAreReadFromText() throws {
    #expect(try Attack(parsing: "square:linf:8/255:queries=200").description == "Square(ℓ∞ 8/255, 200 queries)")
    #expect(try Attack(parsing: "noise:l2:0.5:tries=1").description == "noise(ℓ2 0.5, 1 try)")
  }
}

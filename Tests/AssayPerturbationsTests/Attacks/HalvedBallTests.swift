import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Testing

/// On a linear model the smallest ball that holds a wrong image is known: the margin over the dual norm of the weights.
@Suite struct HalvedBallTests {
  private let key = RandomKey(seed: 6)

  private func subject() throws -> (model: Network, images: Tensor, labels: [Int], distances: [Double]) {
    let weights = Tensor.uniform(-1, 1, shape: [12], key: key.derived("weights")).elements
    let model = try linearModel(input: [1, 3, 4], weights: [weights, weights.map { -$0 }], bias: [0, 0])
    let images = Tensor.uniform(0.45, 0.55, shape: [20, 1, 3, 4], key: key.derived("images"))
    let logits = try model.logits(for: images)
    let slope = weights.reduce(0) { $0 + 2 * Double($1.magnitude) }
    return (
      model, images, logits.labels,
      (0..<20).map { row in
        Double((logits.row(row)[0] - logits.row(row)[1]).magnitude) / slope
      }
    )
  }

  @Test func theSmallestBallIsThatOfTheMargin() throws {
    let (model, images, labels, distances) = try subject()
    let attack = Attack.pgd(.linf(0.25), steps: 10).smallestBall(halvings: 10)
    let result = try attack.run(on: model, images: images, labels: labels, key: key)
    for (fate, distance) in zip(result.fates, distances) {
      #expect(fate.isFooled && fate.distance >= distance * 0.999, "\(fate), \(distance)")
      #expect(fate.distance <= distance + 0.25 / 1024 + 1e-5, "\(fate), \(distance)")
    }
    #expect(attack.ball == nil && attack.norm == .linf)
    // One after another they get the same.
    for row in 0..<3 {
      let alone = try attack.run(on: model, images: images.rows([row]), labels: [labels[row]], indices: [row], key: key)
      #expect(alone.fates == [result.fates[row]])
    }
  }

  @Test func whatWithstandsTheWholeBallIsNotFooled() throws {
    let (model, images, labels, distances) = try subject()
    let middle = distances.sorted()[10] * 1.0001
    let result = try Attack.fgsm(.linf(middle)).smallestBall().run(on: model, images: images, labels: labels, key: key)
    #expect(result.fates.map(\.isFooled) == distances.map { $0 < middle })
    let within = try Attack.fgsm(.linf(middle)).smallestBall().within(1).run(
      on: model, images: images, labels: labels, key: key)
    #expect(within.robustAccuracy == 0, "given a ball, there is nothing to look for")
  }

  @Test func badSettingsAreRefused() throws {
    let (model, images, labels, _) = try subject()
    for attack in [Attack.fgsm(.linf(0.1)).smallestBall(halvings: 0), Attack.deepFool().smallestBall()] {
      #expect(throws: AssayError.self) { try attack.run(on: model, images: images, labels: labels, key: key) }
    }
  }
}

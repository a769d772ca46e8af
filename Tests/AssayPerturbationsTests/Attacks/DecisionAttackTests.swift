import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import AssayTestSupport
import Testing

/// Attacks that know nothing of the model but the labels it gives.
@Suite struct DecisionAttackTests {
  private let key = RandomKey(seed: 61)

  /// A model that hides everything but its labels.
  private struct LabelsOnly: Classifier {
    let base: any Classifier
    var name: String { base.name }
    var inputShape: Shape { base.inputShape }
    var classCount: Int { base.classCount }

    func logits(for images: Tensor) throws -> Logits {
      let labels = try base.logits(for: images).labels
      let scores = labels.flatMap { label in (0..<classCount).map { $0 == label ? Float(1) : 0 } }
      return Logits(Tensor(shape: [labels.count, classCount], elements: scores))
    }
  }

  private func subject(classes: Int, seed: Int) throws -> (model: Network, image: Tensor, label: Int, slopes: [Float]) {
    let key = key.derived(seed).derived(classes)
    let weights = (0..<classes).map { Tensor.uniform(-1, 1, shape: [16], key: key.derived($0)).elements }
    // All classes but two are out of reach, so that the boundary is one plane.
    let model = try linearModel(input: [1, 4, 4], weights: weights, bias: (0..<classes).map { $0 < 2 ? 0 : -60 })
    let image = Tensor.uniform(0.4, 0.6, shape: [1, 1, 4, 4], key: key.derived("image"))
    return (model, image, try model.logits(for: image).labels[0], zip(weights[0], weights[1]).map { $0 - $1 })
  }

  @Test(arguments: [2, 3, 10], 0..<HeavyWork.count(usual: 1, heavy: 3))
  func labelsSufficeForTheOptimumOfALinearModel(_ classes: Int, _ seed: Int) throws {
    let (model, image, label, slopes) = try subject(classes: classes, seed: seed)
    let margin = Double(-(try model.logits(for: image).margin(row: 0, label: label)))
    let length = slopes.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
    let absolute = slopes.reduce(0) { $0 + Double($1.magnitude) }
    let corners = Tensor.uniform(-1, 1, shape: [200, 1, 4, 4], key: key.derived("corners")).step()
    let start = DecisionStart.images(corners)
    for (attack, best) in [
      (Attack.hopSkipJump(.l2, steps: 20, neighbours: 100, from: start), margin / length),
      (.hopSkipJump(.linf, steps: 50, neighbours: 100, from: start), margin / absolute),
      (.boundary(steps: 1_500, from: start), margin / length),
    ] {
      let fate = try attack.run(on: LabelsOnly(base: model), images: image, labels: [label], key: key).fates[0]
      #expect(fate.isFooled && fate.gradients == 0, "\(attack)")
      #expect(fate.distance > 0.999 * best && fate.distance < 1.01 * best, "\(attack): \(fate.distance) of \(best)")
    }
  }

  @Test func theNearestImageThatFoolsIsTheStart() throws {
    let (model, image, label, _) = try subject(classes: 2, seed: 7)
    let pool = Tensor.uniform(0, 1, shape: [60, 1, 4, 4], key: key.derived("pool"))
    let labels = try model.logits(for: pool).labels
    let wrong = labels.indices.filter { labels[$0] != label }
    let nearest = try #require(Norm.l2.distances(from: image.rows(wrong.map { _ in 0 }), to: pool.rows(wrong)).min())
    let attack = Attack.boundary(steps: 1, from: .images(pool))
    let fate = try attack.run(on: model, images: image, labels: [label], key: key).fates[0]
    #expect(fate.isFooled && fate.distance < nearest)
    #expect(attack.description == "boundary attack(ℓ2, 1 step, from the nearest of 60 images)")
  }

  /// Where nothing fools there is nowhere to start: the images come back as they were, for the price of looking.
  @Test func withoutAStartNothingHappens() throws {
    let model = try linearModel(input: [1, 2, 2], weights: [[0, 0, 0, 0], [1, 1, 1, 1]], bias: [9, 0])
    let images = Tensor(repeating: 0.5, shape: [2, 1, 2, 2])
    for attack in [Attack.hopSkipJump(steps: 5, from: .noise(tries: 7)), .boundary(steps: 50, from: .noise(tries: 7))] {
      let result = try attack.run(on: model, images: images, labels: [0, 0], key: key)
      #expect(haveSameBits(result.images, images))
      #expect(result.fates.allSatisfy { !$0.isFooled && $0.iterations == 0 && $0.queries == 7 + 2 })
    }
  }

  @Test func moreStepsOnlyHelp() throws {
    let start = Network(.digitsSmall, key: key)
    let model = start.with(parameters: start.parameters.mapValues { $0.shape.rank > 1 ? $0 * 4 : $0 })
    let images = Tensor.uniform(0.1, 0.9, shape: [10, 1, 8, 8], key: key.derived("images"))
    let labels = try model.logits(for: images).labels
    func distances(_ attack: Attack) throws -> [Double] {
      try attack.run(on: model, images: images, labels: labels, key: key).fates.map(\.distance)
    }
    for (few, many) in [
      (try distances(.hopSkipJump(steps: 1, neighbours: 30)), try distances(.hopSkipJump(steps: 8, neighbours: 30))),
      (try distances(.boundary(steps: 1)), try distances(.boundary(steps: 200))),
    ] {
      #expect(zip(few, many).allSatisfy { $1 <= $0 * 1.001 } && many.reduce(0, +) < 0.8 * few.reduce(0, +))
    }
  }

  @Test func badSettingsAreRefused() throws {
    for (attack, place) in [
      (Attack.hopSkipJump(steps: 0), "steps"), (.hopSkipJump(neighbours: 0), "neighbours"), (.hopSkipJump(.l1), "norm"),
      (.hopSkipJump(mostNeighbours: 0), "mostNeighbours"), (.boundary(steps: 0), "steps"),
      (.boundary(sphericalStep: 0), "sphericalStep"), (.boundary(sourceStep: 1), "sourceStep"),
      (.boundary(from: .noise(tries: 0)), "start"), (.boundary(from: .images(.zeros([0, 1, 4, 4]))), "start"),
      (.hopSkipJump(from: .images(Tensor(repeating: 2, shape: [1, 1, 4, 4]))), "image 0"),
    ] {
      #expect(fault { try attack.validate() }?.location == place, "\(attack)")
    }
    let (model, image, label, _) = try subject(classes: 2, seed: 1)
    let attack = Attack.boundary(from: .images(.zeros([1, 1, 5, 4])))
    #expect(fault { _ = try attack.run(on: model, images: image, labels: [label], key: key) }?.kind == .shapeMismatch)
  }
}

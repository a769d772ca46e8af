import AssayBase
import AssayImages
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import Testing

/// Attacks that see the model otherwise than it is, and models that hide their gradients.
@Suite struct AdaptiveAttackTests {
  private let key = RandomKey(seed: 23)

  private func subject(count: Int, seed: Int = 0) throws -> (model: Network, images: Tensor, labels: [Int]) {
    let start = Network(.digitsSmall, key: key.derived(seed))
    let model = start.with(parameters: start.parameters.mapValues { $0.shape.rank > 1 ? $0 * 4 : $0 })
    let images = Tensor.uniform(0, 1, shape: [count, 1, 8, 8], key: key.derived("images"))
    return (model, images, try model.logits(for: images).labels)
  }

  /// A model that is only asked, not differentiated.
  private struct Oracle: Classifier {
    let base: Network
    var name: String { "oracle" }
    var inputShape: Shape { base.inputShape }
    var classCount: Int { base.classCount }
    func logits(for images: Tensor) throws -> Logits { try base.logits(for: images) }
  }

  @Test func modelsWithoutGradientsAreAttackedByTheirAnswers() throws {
    let (model, images, labels) = try subject(count: 8)
    for attack in [Attack.square(.linf(0.05), queries: 20), .noise(.linf(0.3))] {
      let (open, closed) = (
        try attack.run(on: model, images: images, labels: labels, key: key),
        try attack.run(on: Oracle(base: model), images: images, labels: labels, key: key)
      )
      #expect(open.fates.map(\.isFooled) == closed.fates.map(\.isFooled))
    }
    for attack in [
      Attack.fgsm(.linf(0.1)), .pgd(.l1(1)), .apgd(.linf(0.1)), .fab(.linf), .autoAttack(.linf(0.1)),
      .square(.linf(0.1)).then(.fgsm(.linf(0.1))),
    ] {
      let error = fault {
        _ = try attack.run(on: Oracle(base: model), images: images, labels: labels, key: key)
      }
      #expect(error?.kind == .unsupported && error?.problem.contains("oracle only answers") == true, "\(attack)")
    }
  }

  @Test func surrogatesLeadAndTheModelItselfDecides() throws {
    let (model, images, labels) = try subject(count: 20)
    let surrogate = Network(.digitsSmall, key: key.derived("other"))
    let attack = Attack.pgd(.linf(0.1), steps: 5)
    let transferred = try attack.transferred(from: surrogate)
    let result = try transferred.run(on: Oracle(base: model), images: images, labels: labels, key: key)
    let predictions = try model.logits(for: result.images).labels
    #expect(result.fates.map(\.prediction) == predictions)
    // From itself, a model is as easily fooled as directly.
    let direct = try attack.run(on: model, images: images, labels: labels, key: key)
    let same = try attack.transferred(from: model).run(
      on: Oracle(base: model), images: images, labels: labels, key: key)
    #expect(haveSameBits(direct.images, same.images) && direct.fates == same.fates)
    #expect(transferred.description.hasSuffix("from \(surrogate.name))"))
  }

  @Test func surrogatesMustFit() throws {
    let (model, images, labels) = try subject(count: 2)
    func error(_ surrogate: any Classifier) -> AssayError? {
      fault {
        _ = try Attack.fgsm(.linf(0.1)).transferred(from: surrogate).run(
          on: model, images: images, labels: labels, key: key)
      }
    }
    let classes = try linearModel(
      input: [1, 8, 8], weights: [[Float]](repeating: [Float](repeating: 0, count: 64), count: 3), bias: [0, 0, 0])
    let size = try linearModel(
      input: [1, 2, 2], weights: [[Float]](repeating: [0, 0, 0, 0], count: 10),
      bias: [Float](repeating: 0, count: 10))
    #expect(error(classes)?.kind == .shapeMismatch && error(classes)?.found == "3")
    #expect(error(size)?.kind == .shapeMismatch && error(size)?.location == "surrogate")
    #expect(error(Oracle(base: model))?.kind == .unsupported)
  }

  /// Rounding to few levels has no derivative: gradients pass straight through, and the attack sees the model behind it.
  @Test func straightThroughGradientsSeeBehindRounding() throws {
    let (model, images, labels) = try subject(count: 30)
    @Sendable func rounded(_ images: Tensor) -> Tensor {
      Tensor(shape: images.shape, elements: images.elements.map { ($0 * 15).rounded() / 15 })
    }
    let guarded = StraightThroughModel(model, behind: "rounding", rounded)
    let attack = Attack.pgd(.linf(0.2), steps: 10, randomStart: false)
    let right = zip(try guarded.logits(for: images).labels, labels).count { $0 == $1 }
    let result = try attack.run(on: guarded, images: images, labels: labels, key: key)
    let withstood = result.fates.count { !$0.isFooled }
    #expect(withstood < right / 2, "\(withstood) of \(right)")
    #expect(try guarded.logits(for: result.images).labels == result.fates.map(\.prediction))
    #expect(guarded.name.hasSuffix("behind rounding"))
    let broken = StraightThroughModel(model, behind: "halving") { $0.rows([0]) }
    #expect(fault { _ = try broken.logits(for: images) }?.kind == .contractBroken)
  }

  /// With a random shift of all pixels in front, the expected gradient of a linear model is its own.
  @Test func expectationsAreMeansOverTheirSamples() throws {
    let (model, images, labels) = try subject(count: 12)
    let noise = ImageTransform.differentiable("noise") { image, key in
      image + Tensor.uniform(-0.1, 0.1, shape: image.shape, key: key)
    }
    let attack = Attack.pgd(.linf(0.05), steps: 4).expectation(over: noise, samples: 5)
    let all = try attack.run(on: model, images: images, labels: labels, key: key)
    #expect(all.fates.allSatisfy { $0.gradients % 5 == 0 } && attack.description.contains("noise, 5 samples"))
    // The company does not matter.
    let order = [7, 2, 11]
    let part = try attack.run(
      on: model, images: images.rows(order), labels: order.map { labels[$0] }, indices: order, key: key)
    #expect(haveSameBits(part.images, all.images.rows(order)) && part.fates == order.map { all.fates[$0] })
    // A transformation that does nothing changes nothing but the count.
    let identity = ImageTransform.differentiable("nothing") { image, _ in image * 1 }
    let plain = try Attack.pgd(.linf(0.05), steps: 4).run(on: model, images: images, labels: labels, key: key)
    let same = try Attack.pgd(.linf(0.05), steps: 4).expectation(over: identity, samples: 2).run(
      on: model, images: images, labels: labels, key: key)
    #expect(haveSameBits(plain.images, same.images) && plain.fates.map(\.isFooled) == same.fates.map(\.isFooled))
    #expect(zip(plain.fates, same.fates).allSatisfy { 2 * $0.gradients == $1.gradients })
    let broken = ImageTransform.differentiable("crop") { image, _ in image.slice(0..<4, axis: 2) }
    let error = fault {
      _ = try Attack.fgsm(.linf(0.1)).expectation(over: broken).run(on: model, images: images, labels: labels, key: key)
    }
    #expect(error?.kind == .contractBroken && error?.location == "crop")
    #expect(fault { try attack.expectation(over: noise, samples: 0).validate() }?.location == "samples")
  }

  /// The transforms that augment training serve an attack as they are; those that change the size are refused.
  @Test func expectationsAreOverAnyTransform() throws {
    let (model, images, labels) = try subject(count: 6)
    let transform: ImageTransform = .rotation(-15...15).then(.brightness(0.9...1.1).sometimes(0.5))
    let attack = Attack.pgd(.linf(0.1), steps: 3).expectation(over: transform, samples: 3)
    let all = try attack.run(on: model, images: images, labels: labels, key: key)
    let order = [4, 1]
    let part = try attack.run(
      on: model, images: images.rows(order), labels: order.map { labels[$0] }, indices: order, key: key)
    #expect(haveSameBits(part.images, all.images.rows(order)) && part.fates == order.map { all.fates[$0] })
    #expect(!haveSameBits(all.images, images) && attack.description.contains("rotation"))
    let cropping = Attack.fgsm(.linf(0.1)).expectation(over: .centerCrop(height: 4, width: 4))
    let error = fault { _ = try cropping.run(on: model, images: images, labels: labels, key: key) }
    #expect(error?.kind == .contractBroken)
  }

  /// The gradient through a transformation is that of the whole: a transformation that inverts turns it around.
  @Test func gradientsGoThroughTransformations() throws {
    let model = try linearModel(input: [1, 1, 2], weights: [[1, 0], [0, 1]], bias: [0, 0])
    let image = Tensor(shape: [1, 1, 1, 2], elements: [0.5, 0.4])
    let inversion = ImageTransform.differentiable("inversion") { image, _ in 1 - image }
    let result = try Attack.fgsm(.linf(0.1)).expectation(over: inversion, samples: 1).run(
      on: model, images: image, labels: [0], key: key)
    let pixels = result.images.elements
    #expect((pixels[0] - 0.6).magnitude < 1e-6 && (pixels[1] - 0.3).magnitude < 1e-6)
  }
}

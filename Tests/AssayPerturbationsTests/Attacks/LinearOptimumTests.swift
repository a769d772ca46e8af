import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Testing

/// On linear models the best change inside a ball is known: ε · sign(w) and ε · w / ‖w‖ of the difference of weights.
@Suite struct LinearOptimumTests {
  private let input: Shape = [1, 3, 4]
  private let epsilon = 0.1

  /// A model of `classes` classes in which only 0 and 1 can be reached, and an image far from the box's sides.
  private func subject(classes: Int, seed: UInt64) throws -> (model: Network, image: Tensor, difference: [Float]) {
    let key = RandomKey(seed: seed).derived("linear")
    let weights = (0..<classes).map {
      Tensor.uniform(-1, 1, shape: [input.count], key: key.derived($0)).elements
    }
    let bias = (0..<classes).map { $0 < 2 ? Float(0) : -60 }
    let image = Tensor.uniform(0.3, 0.7, shape: [1, 1, 3, 4], key: key.derived("image"))
    return (
      try linearModel(input: input, weights: weights, bias: bias), image, zip(weights[1], weights[0]).map { $0 - $1 }
    )
  }

  private func attacks(_ target: AttackTarget) -> [ProjectedGradient] {
    [Norm.linf, .l2].flatMap { norm in
      [(1, epsilon, ProjectedGradient.Start.image), (40, epsilon / 8, .image), (40, epsilon / 8, .random)].map {
        ProjectedGradient(
          name: "PGD", ball: PerturbationBall(norm, epsilon), steps: $0.0, stepSize: $0.1, start: $0.2,
          target: target, stopsWhenFooled: false)
      }
    }
  }

  @Test(arguments: [2, 5], 0..<12)
  func attacksReachTheOptimum(_ classes: Int, _ seed: Int) throws {
    let (model, image, difference) = try subject(classes: classes, seed: UInt64(seed))
    let attacked = AttackedModel(itself: model, frozen: try model.frozen())
    let before = try model.logits(for: image).margin(row: 0, label: 0)
    for target in [AttackTarget.anyOther, .label(1), .offset(1)] {
      for attack in attacks(target) {
        let batch = AttackBatch(images: image, labels: [0], keys: [RandomKey(seed: 5)])
        let found = try attack.perturb(batch, attacked).images
        let gain = Double(try model.logits(for: found).margin(row: 0, label: 0) - before)
        let best = epsilon * length(difference, attack.ball?.norm)
        #expect(gain > 0.99 * best && gain < 1.001 * best, "\(attack.description): \(gain) of \(best)")
      }
    }
  }

  /// What a unit step in the ball's norm can gain: the dual norm of the weights.
  private func length(_ weights: [Float], _ norm: Norm?) -> Double {
    switch norm {
    case .linf: weights.reduce(0) { $0 + Double($1.magnitude) }
    default: weights.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
  }

  /// At the smallest ε that fools, computed by hand, the attack fools; just below, nothing does.
  @Test(arguments: 0..<12)
  func thresholdsAreThoseOfTheFormula(_ seed: Int) throws {
    let (model, image, difference) = try subject(classes: 2, seed: UInt64(100 + seed))
    let logits = try model.logits(for: image)
    let label = logits.labels[0]
    let margin = Double(-logits.margin(row: 0, label: label))
    for norm in [Norm.linf, .l2] {
      let threshold = margin / length(difference, norm)
      for (factor, isFooled) in [(1.02, true), (0.98, false)] where threshold * factor < 0.3 {
        let ball = PerturbationBall(norm, threshold * factor)
        for attack in [Attack.fgsm(ball), .pgd(ball, steps: 60), .pgd(ball, steps: 20, randomStart: false)] {
          let result = try attack.run(on: model, images: image, labels: [label], key: RandomKey(seed: 1))
          #expect(result.fates[0].isFooled == isFooled, "\(attack) at \(factor) of the threshold")
        }
      }
    }
  }

  @Test func sidesOfTheBoxAreKept() throws {
    let model = try linearModel(input: [1, 1, 2], weights: [[5, -5], [0, 0]], bias: [0.1, 0])
    let image = Tensor(shape: [1, 1, 1, 2], elements: [0.02, 0.02])
    let result = try Attack.fgsm(.linf(0.1)).run(on: model, images: image, labels: [0], key: RandomKey(seed: 0))
    let pixels = result.images.elements
    #expect(pixels[0] == 0 && (pixels[1] - 0.12).magnitude < 1e-6)
    #expect(result.fates[0].isFooled && result.fates[0].prediction == 1)
  }

  @Test func oneClassCannotBeFooled() throws {
    let model = try linearModel(input: [1, 1, 2], weights: [[1, 2]], bias: [0])
    let images = Tensor(shape: [2, 1, 1, 2], elements: [0.5, 0.5, 0, 1])
    for attack in [Attack.fgsm(.linf(0.3)), .pgd(.l2(0.3), steps: 3), .pgd(.linf(0.3), steps: 3, target: .offset(1))] {
      let result = try attack.run(on: model, images: images, labels: [0, 0], key: RandomKey(seed: 0))
      #expect(result.robustAccuracy == 1 && result.fates.allSatisfy { $0.prediction == 0 && !$0.wasMisclassified })
    }
  }
}

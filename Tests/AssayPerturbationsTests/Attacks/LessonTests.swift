import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import Testing

/// Faults that users found in other projects' attacks, each asked of ours.
@Suite struct LessonTests {
  private let key = RandomKey(seed: 41)

  /// Every attack, weak enough that some examples withstand.
  private static func attacks(_ ball: PerturbationBall) -> [Attack] {
    let all: [Attack] = [
      .fgsm(ball), .pgd(ball, steps: 5), .bim(ball, steps: 5), .miFGSM(ball, steps: 5), .noise(ball),
    ]
    guard ball.norm == .linf || ball.norm == .l2 else { return all }
    return all + [
      .apgd(ball, steps: 6), .apgd(ball, loss: .logitsRatio, steps: 6), .apgdTargeted(ball, steps: 3),
      .fab(ball.norm, steps: 3).within(ball.epsilon), .square(ball, queries: 10),
    ]
  }

  private func subject(classes: Int, count: Int = 9) throws -> (model: Network, images: Tensor, labels: [Int]) {
    let weights = (0..<classes).map { Tensor.uniform(-1, 1, shape: [16], key: key.derived($0)).elements }
    let model = try linearModel(
      input: [1, 4, 4], weights: weights, bias: [Float](repeating: 0, count: classes))
    let images = Tensor.uniform(0, 1, shape: [count, 1, 4, 4], key: key.derived("images"))
    return (model, images, try model.logits(for: images).labels)
  }

  /// Two and three classes broke the ratio of logits: every attack works on them, and fools where the ball is the box.
  @Test(arguments: [2, 3, 4])
  func fewClasses(_ classes: Int) throws {
    let (model, images, labels) = try subject(classes: classes)
    for norm in Norm.allCases {
      for attack in Self.attacks(PerturbationBall(norm, norm == .l0 ? 3 : 0.1)) {
        let result = try attack.run(on: model, images: images, labels: labels, key: key)
        #expect(result.images.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
    for attack in [
      Attack.pgd(.linf(1)), .apgd(.linf(1)), .apgd(.linf(1), loss: .logitsRatio), .apgdTargeted(.linf(1)),
      .fab(.linf).within(1), .autoAttack(.linf(1), steps: 20, queries: 50), .pgd(.l1(16)), .pgd(.l0(16)),
    ] {
      let result = try attack.run(on: model, images: images, labels: labels, key: key)
      #expect(result.robustAccuracy == 0, "\(attack) on \(classes) classes")
    }
  }

  /// A ball above the box binds nothing: the attack still runs and keeps to the box.
  @Test func ballsLargerThanTheBox() throws {
    let (model, images, labels) = try subject(classes: 3)
    for epsilon in [1.75, 40] {
      for norm in Norm.allCases {
        for attack in Self.attacks(PerturbationBall(norm, epsilon)) {
          let result = try attack.run(on: model, images: images, labels: labels, key: key)
          #expect(result.images.elements.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(attack)")
        }
      }
    }
  }

  /// Success is judged on the image that is returned, by its own forward pass, with a loss to match.
  @Test func fatesAreThoseOfTheImagesReturned() throws {
    let (model, images, labels) = try subject(classes: 5, count: 20)
    for attack in Self.attacks(.linf(0.08)) + Self.attacks(.l2(0.3)) {
      let result = try attack.run(on: model, images: images, labels: labels, key: key)
      let logits = try model.logits(for: result.images)
      let losses = logits.crossEntropy(labels: labels).losses
      for (row, fate) in result.fates.enumerated() {
        #expect(fate.prediction == logits.labels[row] && fate.isFooled == (logits.labels[row] != labels[row]))
        #expect((fate.loss - Double(losses[row])).magnitude < 1e-6 && fate.queries >= 2)
      }
    }
  }

  /// The random start counts, and differs from example to example and from key to key.
  @Test func randomStartsAreRandom() throws {
    let (model, images, labels) = try subject(classes: 2, count: 2)
    let twins = images.rows([0, 0])
    for norm in Norm.allCases {
      let ball = PerturbationBall(norm, norm == .l0 ? 2 : 1e-3)
      let attack = Attack.pgd(ball, steps: 1, stepSize: 0)
      let result = try attack.run(on: model, images: twins, labels: [labels[0], labels[0]], key: key)
      let change = (result.images - twins).elements
      #expect(change.contains { $0 != 0 } && Array(change[..<16]) != Array(change[16...]), "\(attack)")
    }
  }

  /// Projections: inside stays inside, outside comes to the surface or the box, and nothing nearer is in both (ℓ1).
  @Test(arguments: 0..<8)
  func projectionsAreThoseOfTheirBalls(_ seed: Int) {
    let key = key.derived(seed)
    let origin = Tensor.uniform(0, 1, shape: [1, 3, 3, 3], key: key.derived("origin"))
    let far = origin + Tensor.normal(shape: [1, 3, 3, 3], key: key.derived("change"))
    for ball in [PerturbationBall.linf(0.2), .l2(0.7), .l1(1.5), .l0(4)] {
      let projected = ball.projected(far, around: origin)
      let distance = ball.norm.distances(from: origin, to: projected)[0]
      #expect(ball.contains(distance: distance) && projected.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(haveSameBits(ball.projected(origin, around: origin), origin))
      let again = ball.projected(projected, around: origin)
      #expect((again - projected).elements.allSatisfy { $0.magnitude < 1e-5 }, "\(ball)")
    }
    // The nearest point of a convex set: no other point of it lies at an acute angle.
    let ball = PerturbationBall.l1(1.5)
    let nearest = ball.projected(far, around: origin)
    for draw in 0..<50 {
      let change = ball.randomChange(count: 27, channels: 3, key: key.derived("draw").derived(draw))
      let other = (origin + change.reshaped(to: origin.shape)).clamped(0, 1)
      #expect(((far - nearest) * (other - nearest)).sum().scalar < 1e-4)
    }
  }

  /// A setting that is not the default shows in the description: two attacks that differ never look alike.
  @Test func descriptionsTellAttacksApart() {
    let ball = PerturbationBall.linf(0.1)
    let attacks: [Attack] = [
      .pgd(ball), .pgd(ball, stepSize: 0.01), .pgd(ball, randomStart: false), .pgd(ball, restarts: 2), .bim(ball),
      .pgd(ball, steps: 5), .pgd(ball, target: .offset(2)), .miFGSM(ball), .miFGSM(ball, decay: 0.5), .niFGSM(ball),
      .diFGSM(ball), .diFGSM(ball, probability: 1), .tiFGSM(ball), .tiFGSM(ball, window: 3), .apgd(ball),
      .apgd(ball, rho: 0.5), .apgd(ball, loss: .logitsRatio), .apgdTargeted(ball), .apgdTargeted(ball, targets: 2),
      .fab(.linf), .fab(.linf, pull: 0.2), .fab(.linf, overshoot: 1.1), .fab(.linf, retreat: 0.8),
      .fab(.linf).within(0.1),
      .fabTargeted(.linf), .square(ball), .square(ball, initialShare: 0.5), .noise(ball), .autoAttack(ball),
      .pgd(ball).changing(only: Tensor(repeating: 1, shape: [2, 2])), .pgd(ball).keepingPixels(in: 0...0.5),
    ]
    #expect(Set(attacks.map(\.description)).count == attacks.count)
  }

  /// A target that is the label of an example can only be a mistake.
  @Test func targetsThatAreTheLabelAreRefused() throws {
    let (model, images, labels) = try subject(classes: 3, count: 4)
    for target in [AttackTarget.offset(0), .offset(3), .offset(-3), .label(labels[2])] {
      for attack in [Attack.fgsm(.linf(0.1)), .square(.linf(0.1)), .fab(.l2), .autoAttack(.linf(0.1))] {
        let error = fault {
          _ = try attack.targeted(at: target).run(on: model, images: images, labels: labels, key: key)
        }
        #expect(error?.kind == .invalidArgument && error?.location?.hasPrefix("target, image ") == true)
      }
    }
  }
}

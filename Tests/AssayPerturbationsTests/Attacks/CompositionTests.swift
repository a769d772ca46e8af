import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import Testing

/// Attacks put together, confined to some pixels, and aimed.
@Suite struct CompositionTests {
  private let key = RandomKey(seed: 19)

  private func subject(count: Int) throws -> (model: Network, images: Tensor, labels: [Int]) {
    let start = Network(.digitsSmall, key: key)
    let model = start.with(parameters: start.parameters.mapValues { $0.shape.rank > 1 ? $0 * 4 : $0 })
    let images = Tensor.uniform(0.1, 0.9, shape: [count, 1, 8, 8], key: key.derived("images"))
    return (model, images, try model.logits(for: images).labels)
  }

  @Test func laterAttacksSeeOnlyWhatIsLeft() throws {
    let (model, images, labels) = try subject(count: 30)
    let (first, second) = (Attack.pgd(.linf(0.04), steps: 2), Attack.square(.linf(0.04), queries: 30))
    let alone = try first.run(on: model, images: images, labels: labels, key: key)
    let both = try first.then(second).run(on: model, images: images, labels: labels, key: key)
    #expect(alone.fates.contains { $0.isFooled } && alone.fates.contains { !$0.isFooled })
    for (a, b) in zip(alone.fates, both.fates) {
      #expect(b.gradients == a.gradients && (a.isFooled ? b.iterations == a.iterations : b.iterations > a.iterations))
      #expect(b.isFooled || !a.isFooled)
    }
    #expect(first.then(second).description == "\(first), then \(second)")
    #expect(first.then(second).then(first).description == "\(first), then \(second), then \(first)")
  }

  @Test func theWorstIsTheSmallestChangeThatFools() throws {
    let (model, images, labels) = try subject(count: 20)
    let ball = PerturbationBall.linf(0.2)
    let attacks = [Attack.fgsm(ball), .pgd(ball, steps: 20, stepSize: 0.01, randomStart: false)]
    let single = try attacks.map { try $0.run(on: model, images: images, labels: labels, key: key) }
    let worst = try Attack.worst(of: attacks).run(on: model, images: images, labels: labels, key: key)
    for (row, fate) in worst.fates.enumerated() {
      let fooling = single.map { $0.fates[row] }.filter(\.isFooled)
      #expect(fate.isFooled == !fooling.isEmpty)
      if let least = fooling.map(\.distance).min() { #expect(fate.distance == least) }
    }
    #expect(Attack.worst(of: attacks).ball == ball)
  }

  @Test func attacksWithoutACommonBallAreRefused() {
    for attack in [
      Attack.worst(of: .fgsm(.linf(0.1)), .fgsm(.linf(0.2))), Attack.fgsm(.linf(0.1)).then(.fgsm(.l2(0.1))),
      .fgsm(.linf(0.1)).then(.fab(.linf)), .fgsm(.linf(0.1)).then(.fgsm(.linf(0.1), target: .label(1))),
    ] {
      #expect(fault { try attack.validate() }?.location == "attacks")
    }
    #expect(fault { try Attack.worst(of: [] as [Attack]).validate() }?.kind == .empty)
    #expect(fault { try Attack.fgsm(.linf(0.1)).then(.fab(.linf).within(0.1)).validate() } == nil)
  }

  @Test func masksAndBoundsAreKept() throws {
    let (model, images, labels) = try subject(count: 12)
    let mask = Tensor(shape: [8, 8], elements: (0..<64).map { $0 % 3 == 0 ? 1 : 0 })
    let attacks: [Attack] = [
      .fgsm(.linf(0.4)), .pgd(.l2(2), steps: 4), .pgd(.l1(6), steps: 5), .pgd(.l0(9), steps: 4),
      .miFGSM(.linf(0.3), steps: 3), .apgd(.linf(0.3), steps: 5), .apgd(.l2(2), steps: 5),
      .square(.linf(0.4), queries: 9),
      .square(.l2(2), queries: 9), .noise(.linf(0.4)), .fab(.linf, steps: 4), .deepFool(.linf, steps: 4),
      .deepFool(.l2, steps: 3), .carliniWagner(steps: 9, searches: 2), .lbfgs(iterations: 4, searches: 2),
      .lbfgs(.lossAlone, iterations: 4), .iaa(budget: 4), .jsma(6), .hopSkipJump(.l2, steps: 2, neighbours: 9),
      .hopSkipJump(.linf, steps: 2, neighbours: 9, from: .images(images)), .boundary(steps: 12),
      .autoAttack(.linf(0.3), steps: 3, queries: 5),
    ]
    var changed = 0
    for attack in attacks {
      let masked = try attack.changing(only: mask).run(on: model, images: images, labels: labels, key: key)
      let deep = try attack.changing(only: mask.reshaped(to: [1, 8, 8])).run(
        on: model, images: images, labels: labels, key: key)
      #expect(haveSameBits(masked.images, deep.images))
      for (index, change) in (masked.images - images).elements.enumerated() {
        if index % 64 % 3 != 0 { #expect(change == 0, "\(attack)") } else if change != 0 { changed += 1 }
      }
      let bounded = try attack.keepingPixels(in: 0.1...0.9).run(on: model, images: images, labels: labels, key: key)
      #expect(bounded.images.elements.allSatisfy { $0 >= 0.1 && $0 <= 0.9 }, "\(attack)")
    }
    #expect(changed > 1_000)
  }

  /// Where only some values may move, the best change of a linear model is that of a model of these values alone.
  @Test func masksLeaveTheOptimumOfWhatMayMove() throws {
    let model = try linearModel(input: [1, 2, 2], weights: [[0, 0, 0, 0], [4, 3, 2, 1]], bias: [5.5, 0])
    let image = Tensor(repeating: 0.5, shape: [1, 1, 2, 2])
    let mask = Tensor(shape: [2, 2], elements: [0, 1, 1, 0])
    // The label leads by ½; only slopes 3 and 2 may be used.
    for (norm, best) in [(Norm.linf, 0.1), (.l2, 0.5 / 13.0.squareRoot()), (.l1, 0.5 / 3)] {
      let smallest = try Attack.fab(norm, steps: 20).changing(only: mask).run(
        on: model, images: image, labels: [0], key: key
      ).fates[0]
      #expect(smallest.isFooled && smallest.distance < 1.01 * best && smallest.distance > 0.999 * best)
      for (factor, isFooled) in [(1.02, true), (0.98, false)] {
        let attack = Attack.pgd(PerturbationBall(norm, best * factor), steps: 60, randomStart: false)
        let fate = try attack.changing(only: mask).run(on: model, images: image, labels: [0], key: key).fates[0]
        #expect(fate.isFooled == isFooled, "\(attack)")
      }
    }
  }

  @Test func badMasksAndBoundsAreRefused() throws {
    let (model, images, labels) = try subject(count: 2)
    func error(_ attack: Attack) -> AssayError? {
      fault { _ = try attack.run(on: model, images: images, labels: labels, key: key) }
    }
    let attack = Attack.fgsm(.linf(0.1))
    #expect(error(attack.changing(only: .zeros([8, 7])))?.location == "mask")
    #expect(error(attack.changing(only: .zeros([3, 8, 8])))?.kind == .shapeMismatch)
    #expect(error(attack.changing(only: Tensor(repeating: .nan, shape: [8, 8])))?.kind == .notFinite)
    #expect(error(attack.keepingPixels(in: -1...0.5))?.location == "bounds")
    #expect(error(attack.keepingPixels(in: 0.4...0.5))?.location?.hasPrefix("image ") == true)
  }

  @Test func aimsReachAllParts() throws {
    let (model, images, labels) = try subject(count: 10)
    let attack = Attack.autoAttack(.linf(0.5), steps: 10, queries: 20).targeted(at: .offset(1))
    let result = try attack.run(on: model, images: images, labels: labels, key: key)
    for (row, fate) in result.fates.enumerated() where fate.isFooled {
      #expect(fate.prediction == (labels[row] + 1) % 10)
    }
    #expect(result.fates.contains { $0.isFooled })
    #expect(attack.description == "AutoAttack(ℓ∞ 0.5, 10 steps, 20 queries, towards the label + 1)")
  }

  @Test func textsOfAllForms() throws {
    for (text, description) in [
      ("autoattack:linf:8/255", "AutoAttack(ℓ∞ 8/255)"), ("fab:l2", "FAB(ℓ2, 100 steps)"),
      ("fab:l1:steps=5", "FAB(ℓ1, 5 steps)"), ("fab-t:linf:0.1:steps=5,targets=3", "FAB-T(ℓ∞ 0.1, 5 steps, 3 targets)"),
      ("apgd:l2:0.5:loss=dlr", "APGD-DLR(ℓ2 0.5, 100 steps)"), ("apgd-t:linf:0.1", "APGD-T(ℓ∞ 0.1, 100 steps)"),
      ("pgd:l1:3:steps=5,target=+1", "PGD(ℓ1 3.0, 5 steps, towards the label + 1)"),
      ("pgd:l0:3:target=4", "PGD(ℓ0 3 pixels, 40 steps, towards class 4)"), ("bim:linf:0.1", "BIM(ℓ∞ 0.1, 10 steps)"),
      ("mi-fgsm:linf:0.1:decay=0.5", "MI-FGSM(ℓ∞ 0.1, 10 steps, decay 0.5)"),
      ("ni-fgsm:l2:1", "NI-FGSM(ℓ2 1.0, 10 steps)"),
      ("di-fgsm:linf:0.1:least=0.5", "DI-FGSM(ℓ∞ 0.1, 10 steps, sides from 0.5)"),
      ("ti-fgsm:linf:0.1:window=5", "TI-FGSM(ℓ∞ 0.1, 10 steps, window 5)"),
      ("pgd:linf:0.1;square:linf:0.1", "PGD(ℓ∞ 0.1, 40 steps), then Square(ℓ∞ 0.1, 5000 queries)"),
      ("deepfool:linf:0.1:steps=5", "DeepFool(ℓ∞ 0.1, 5 steps)"),
      ("deepfool:l2:overshoot=0.1", "DeepFool(ℓ2, 50 steps, overshoot 0.1)"),
      ("cw:l2", "Carlini-Wagner(ℓ2, 8 × 300 steps)"),
      (
        "cw:l2:steps=9,searches=1,weight=2,confidence=1,stepSize=0.1",
        "Carlini-Wagner(ℓ2, 9 steps, of 0.1, c 2.0, confidence 1.0)"
      ),
      ("lbfgs:l2:form=length,target=2", "L-BFGS(ℓ2, 10 × 50 iterations, length, towards class 2)"),
      ("lbfgs:l2:0.5:form=loss-alone,iterations=9", "L-BFGS(ℓ2 0.5, 9 iterations, loss alone)"),
      ("iaa:l1:budget=5,values=3", "IAA(ℓ1, D ≤ 5.0, 3 values a step)"),
      ("jsma:l0:9:darkens=false", "JSMA(ℓ0 9 pixels, brightening only)"),
      ("hopskipjump:linf:steps=3,neighbours=5", "HopSkipJump(ℓ∞, 3 steps, 5 neighbours)"),
      ("boundary:l2:0.5:steps=9,tries=4", "boundary attack(ℓ2 0.5, 9 steps, from 4 tries of noise)"),
      ("square:linf:0.1:restarts=2,initialShare=0.3", "Square(ℓ∞ 0.1, 5000 queries, first share 0.3, 2 restarts)"),
    ] {
      #expect(try Attack(parsing: text).description == description)
    }
    for text in [
      "fab:l0", "apgd:l1:0.1", "apgd:linf:0.1:loss=x", "apgd:linf", "fab:linf:steps=0", "pgd:linf:0.1:target=x", "pgd",
      "pgd:linf:0.1;", "pgd:linf:0.1;pgd:linf:0.2", "ti-fgsm:linf:0.1:window=4", "di-fgsm:linf:0.1:probability=2",
      "mi-fgsm:linf:0.1:decay=-1", "fab:linf:eta=1", "square:l1:3", "apgd:linf:0.1:rho=1",
      "deepfool:l1", "deepfool:l2:overshoot=-1", "cw:linf", "cw:l2:steps=0", "cw:l2:confidence=-1", "lbfgs:l2:form=x",
      "lbfgs:l2:searches=0", "iaa:l2", "jsma:l0", "jsma:l2:3", "boundary:linf", "hopskipjump:l1",
      "hopskipjump:l2:tries=0",
    ] {
      #expect(fault { _ = try Attack(parsing: text) } != nil, "\(text)")
    }
  }
}

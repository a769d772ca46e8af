import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import AssayTestSupport
import Testing

/// What every attack keeps to: its ball, the box, the examples that are its business, and its random numbers.
@Suite struct AttackTests {
  private let key = RandomKey(seed: 83)

  /// A model with weights large enough to be fooled, images with pixels at both ends of the box among them, and the
  /// model's own labels for them.
  private func subject(_ seed: Int, count: Int) throws -> (model: Network, images: Tensor, labels: [Int]) {
    let start = Network(seed % 2 == 0 ? .digitsSmall : .digitsStrided, key: key.derived(seed))
    let model = start.with(parameters: start.parameters.mapValues { $0.shape.rank > 1 ? $0 * 4 : $0 })
    let raw = Tensor.uniform(-0.4, 1.4, shape: [count, 1, 8, 8], key: key.derived("images").derived(seed))
    let images = Tensor(shape: raw.shape, elements: raw.elements.map { min(max($0, 0), 1) })
    return (model, images, try model.logits(for: images).labels)
  }

  private let attacks: [Attack] = [
    .fgsm(.linf(0.03)), .fgsm(.l2(0.7)), .pgd(.linf(0.02), steps: 5), .pgd(.linf(0.3), steps: 4, restarts: 2),
    .pgd(.l2(0.2), steps: 6, restarts: 2), .pgd(.l2(3), steps: 3, randomStart: false),
    .pgd(.linf(0.02), steps: 4, target: .offset(3)), .pgd(.l2(0.4), steps: 4, target: .offset(2)),
    .square(.linf(0.03), queries: 20), .square(.l2(0.5), queries: 20),
    .square(.linf(0.2), queries: 9, target: .offset(2)), .square(.l2(2), queries: 8, target: .offset(3)),
    .noise(.linf(0.2), tries: 3), .noise(.l2(2), target: .offset(3)), .noise(.l1(9)), .noise(.l0(12)),
    .fgsm(.l1(1)), .fgsm(.l0(3)), .pgd(.l1(2), steps: 5, restarts: 2), .pgd(.l0(4), steps: 6),
    .bim(.linf(0.02), steps: 4), .miFGSM(.linf(0.02), steps: 4), .niFGSM(.l2(0.4), steps: 5, decay: 0.5),
    .diFGSM(.linf(0.02), steps: 4), .tiFGSM(.linf(0.05), steps: 4, window: 3),
    .apgd(.linf(0.02), steps: 8), .apgd(.l2(0.3), loss: .logitsRatio, steps: 9), .apgdTargeted(.linf(0.01), steps: 4),
    .fab(.linf, steps: 3).within(0.02), .fabTargeted(.l2, steps: 4, targets: 3).within(0.2),
    .fab(.l1, steps: 3, target: .offset(2)).within(1), .autoAttack(.linf(0.01), steps: 3, queries: 5),
    .pgd(.linf(0.01), steps: 2).then(.square(.linf(0.01), queries: 5)).restarts(2),
    .worst(of: .fgsm(.linf(0.02)), .pgd(.linf(0.02), steps: 3, target: .anyOther)),
    .deepFool(.l2, steps: 4), .deepFool(.linf, steps: 4, target: .offset(2)), .deepFool(.l2, steps: 3).within(0.2),
    .carliniWagner(steps: 12, searches: 2), .carliniWagner(steps: 9, searches: 1, weight: 2, confidence: 0.1),
    .carliniWagner(steps: 12, searches: 2, target: .offset(4)), .lbfgs(iterations: 4, searches: 2),
    .lbfgs(.length, iterations: 4, searches: 2, target: .offset(1)), .lbfgs(.lossAlone, iterations: 3),
    .iaa(budget: 3), .iaa(budget: 3, spendsBudget: false, target: .offset(2)), .jsma(6), .jsma(5, target: .offset(3)),
    .hopSkipJump(.l2, steps: 2, neighbours: 8), .hopSkipJump(.linf, steps: 2, neighbours: 8, target: .offset(1)),
    .boundary(steps: 15), .boundary(steps: 9).within(0.4), .hopSkipJump(.l2, steps: 1, neighbours: 5).restarts(2),
  ]

  @Test(arguments: 0..<HeavyWork.count(usual: 2, heavy: 6))
  func resultsStayInBallAndBox(_ seed: Int) throws {
    let (model, images, labels) = try subject(seed, count: 12)
    for attack in attacks {
      let result = try attack.run(on: model, images: images, labels: labels, key: key.derived("run"))
      let change = result.images - images
      let lengths = attack.norm.distances(from: images, to: result.images)
      let predictions = try model.logits(for: result.images).labels
      #expect(result.images.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
      for (row, fate) in result.fates.enumerated() {
        let distance = length(change.rows([row]), attack.norm)
        #expect((distance - lengths[row]).magnitude < 1e-5)
        #expect((distance - fate.distance).magnitude < 1e-5)
        if let ball = attack.ball { #expect(distance <= ball.epsilon * (1 + 1e-5) + 1e-6, "\(attack)") }
        #expect(fate.prediction == predictions[row] && !fate.wasMisclassified)
        let target = attack.target.targetClass(label: labels[row], classCount: 10)
        #expect(fate.isFooled == (predictions[row] != labels[row] && (target == nil || target == predictions[row])))
      }
      #expect((result.robustAccuracy - Double(result.fates.count { !$0.isFooled }) / 12).magnitude < 1e-12)
    }
  }

  /// The size of a change of one image of one channel, straight from the definition.
  private func length(_ change: Tensor, _ norm: Norm) -> Double {
    let sizes = change.elements.map { Double($0.magnitude) }
    return switch norm {
    case .linf: sizes.max() ?? 0
    case .l2: sizes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .l1: sizes.reduce(0, +)
    case .l0: Double(sizes.count { $0 > 0 })
    }
  }

  @Test func wrongExamplesAreLeftAlone() throws {
    let (model, images, right) = try subject(0, count: 10)
    let labels = right.enumerated().map { $0 % 2 == 0 ? $1 : ($1 + 1) % 10 }
    for attack in attacks {
      let result = try attack.run(on: model, images: images, labels: labels, key: key)
      for row in stride(from: 1, to: 10, by: 2) {
        let fate = result.fates[row]
        #expect(fate.wasMisclassified && fate.isFooled && fate.gradients == 0 && fate.distance == 0)
        #expect(fate.prediction == right[row] && haveSameBits(result.images.rows([row]), images.rows([row])))
      }
    }
  }

  @Test func fatesDoNotDependOnCompanyOrderOrThreads() throws {
    let (model, images, labels) = try subject(1, count: 23)
    let order = [17, 3, 22, 0, 8, 9, 10]
    for attack in attacks {
      let all = try ComputeContext.with(threads: 1) {
        try attack.run(on: model, images: images, labels: labels, key: key)
      }
      for threads in HeavyWork.isWanted ? [2, 3, 5] : [2, 5] {
        let other = try ComputeContext.with(threads: threads) {
          try attack.run(on: model, images: images, labels: labels, key: key)
        }
        #expect(haveSameBits(other.images, all.images) && other.fates == all.fates, "\(attack), \(threads) threads")
      }
      let part = try attack.run(
        on: model, images: images.rows(order), labels: order.map { labels[$0] }, indices: order, key: key)
      #expect(haveSameBits(part.images, all.images.rows(order)), "\(attack)")
      #expect(part.fates == order.map { all.fates[$0] }, "\(attack)")
    }
  }

  @Test func keysChangeRandomStartsAndNothingElse() throws {
    let (model, images, labels) = try subject(0, count: 6)
    func attacked(_ attack: Attack, _ seed: UInt64) throws -> Tensor {
      try attack.run(on: model, images: images, labels: labels, key: RandomKey(seed: seed)).images
    }
    let plain = Attack.pgd(.linf(0.01), steps: 3, randomStart: false)
    #expect(haveSameBits(try attacked(plain, 1), try attacked(plain, 2)))
    let random = Attack.pgd(.linf(0.01), steps: 1, stepSize: 0.001)
    #expect(haveSameBits(try attacked(random, 1), try attacked(random, 1)))
    #expect(!haveSameBits(try attacked(random, 1), try attacked(random, 2)))
  }

  @Test func restartsOnlyHelp() throws {
    let (model, images, labels) = try subject(2, count: 40)
    var improved = 0
    for ball in [PerturbationBall.linf(0.05), .linf(0.1), .l2(0.3), .l2(0.8)] {
      let one = try Attack.pgd(ball, steps: 2).run(on: model, images: images, labels: labels, key: key)
      let four = try Attack.pgd(ball, steps: 2, restarts: 4).run(on: model, images: images, labels: labels, key: key)
      for (a, b) in zip(one.fates, four.fates) { #expect(!a.isFooled || b.isFooled) }
      #expect(four.robustAccuracy <= one.robustAccuracy)
      // Those who were fooled at once were not attacked again; they were asked about once more.
      for (row, fate) in one.fates.enumerated() where fate.isFooled {
        let again = four.fates[row]
        #expect(again.gradients == fate.gradients && again.queries == fate.queries + 1)
        #expect(again.distance == fate.distance && again.prediction == fate.prediction && again.loss == fate.loss)
      }
      improved += one.fates.count { !$0.isFooled } - four.fates.count { !$0.isFooled }
    }
    #expect(improved > 0)
  }

  @Test func nothingIsAllowedInABallOfNoSize() throws {
    let (model, images, labels) = try subject(3, count: 5)
    for norm in Norm.allCases {
      for attack in [
        Attack.fgsm(PerturbationBall(norm, 0)), .pgd(PerturbationBall(norm, 0), steps: 3, restarts: 2),
        .pgd(PerturbationBall(norm, 0), steps: 2, stepSize: 0.1),
      ] {
        let result = try attack.run(on: model, images: images, labels: labels, key: key)
        #expect((result.images - images).absolute().elements.allSatisfy { $0 == 0 })
        #expect(result.fates.allSatisfy { !$0.isFooled && $0.distance == 0 })
      }
    }
  }

  @Test func emptyBatchesAndWork() throws {
    let (model, images, labels) = try subject(0, count: 3)
    let empty = try Attack.fgsm(.linf(0.1)).run(on: model, images: images.rows(0..<0), labels: [], key: key)
    #expect(empty.fates.isEmpty && empty.robustAccuracy == 1 && empty.images.shape == [0, 1, 8, 8])
    let result = try Attack.pgd(.linf(1e-6), steps: 7, randomStart: false)
      .run(on: model, images: images, labels: labels, key: key)
    #expect(result.fates.allSatisfy { $0.isFooled || $0.gradients == 7 })
  }

  @Test func resizedAttacksKeepTheirProportions() throws {
    let (model, images, labels) = try subject(0, count: 4)
    let wide = Attack.pgd(.linf(0.1), steps: 4, stepSize: 0.02, randomStart: false)
    let narrow = try #require(wide.resized(epsilon: 0.05))
    let direct = Attack.pgd(.linf(0.05), steps: 4, stepSize: 0.01, randomStart: false)
    #expect(narrow.ball == .linf(0.05))
    let (a, b) = (
      try narrow.run(on: model, images: images, labels: labels, key: key),
      try direct.run(on: model, images: images, labels: labels, key: key)
    )
    #expect(a.fates == b.fates && haveSameBits(a.images, b.images))
  }

  @Test func descriptions() {
    #expect(Attack.pgd(.linf(8 / 255), steps: 40).description == "PGD(ℓ∞ 8/255, 40 steps)")
    #expect(Attack.fgsm(.linf(0.07)).description == "FGSM(ℓ∞ 0.07)" && Attack.fgsm(.l2(2)).description == "FGM(ℓ2 2.0)")
    let many = Attack.pgd(.l2(0.5), steps: 1, restarts: 3, target: .label(2))
    #expect(many.description == "PGD(ℓ2 0.5, 1 step, 3 restarts, towards class 2)")
  }
}

import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import AssayTestSupport
import Testing

/// On linear models the smallest change that fools has a closed form: margin over the dual norm of the slopes' difference,
/// for the nearest class, as long as the box is far away.
@Suite struct SmallestChangeTests {
  private let input: Shape = [1, 4, 4]

  /// A random linear model, an image in the middle of the box, and its label.
  private func subject(classes: Int, seed: Int, bias: Float = 0) throws -> (
    model: Network, weights: [[Float]], image: Tensor, label: Int
  ) {
    let key = RandomKey(seed: UInt64(seed)).derived("smallest").derived(classes)
    let weights = (0..<classes).map { Tensor.uniform(-1, 1, shape: [16], key: key.derived($0)).elements }
    let model = try linearModel(
      input: input, weights: weights, bias: (0..<classes).map { $0 == 0 ? bias : 0 })
    let image = Tensor.uniform(0.45, 0.55, shape: [1, 1, 4, 4], key: key.derived("image"))
    return (model, weights, image, try model.logits(for: image).labels[0])
  }

  /// The distance to the boundary with a class, by the formula.
  private func distance(_ weights: [[Float]], _ logits: Logits, label: Int, to other: Int, _ norm: Norm) -> Double {
    let difference = zip(weights[other], weights[label]).map { Double($0 - $1) }
    let dual: Double =
      switch norm {
      case .linf: difference.reduce(0) { $0 + $1.magnitude }
      case .l1: difference.map(\.magnitude).max() ?? 0
      default: difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
    return Double(logits.row(0)[label] - logits.row(0)[other]) / dual
  }

  @Test(arguments: [2, 3, 10], [Norm.linf, .l2, .l1])
  func searchesReachTheNearestBoundary(_ classes: Int, _ norm: Norm) throws {
    for seed in 0..<HeavyWork.count(usual: 3, heavy: 6) {
      let (model, weights, image, label) = try subject(classes: classes, seed: seed)
      let logits = try model.logits(for: image)
      let others = (0..<classes).filter { $0 != label }
      let distances = others.map { distance(weights, logits, label: label, to: $0, norm) }
      let best = try #require(distances.min())
      // An ℓ1 change is all in one value, which the box must leave room for.
      guard best < 0.4 else { continue }
      var attacks = [Attack.fab(norm, steps: 30), .fabTargeted(norm, steps: 30), .fab(norm, steps: 20).restarts(2)]
      if norm != .l1 { attacks.append(.deepFool(norm)) }
      for attack in attacks {
        let fate = try attack.run(on: model, images: image, labels: [label], key: RandomKey(seed: 1)).fates[0]
        #expect(fate.isFooled && fate.distance > 0.999 * best && fate.distance < 1.01 * best, "\(attack): \(best)")
        #expect(fate.iterations > 0 && fate.gradients >= fate.iterations)
      }
      let goal = (label + 1) % classes
      let targeted = Attack.fab(norm, steps: 30).targeted(at: .label(goal))
      let fate = try targeted.run(on: model, images: image, labels: [label], key: RandomKey(seed: 1)).fates[0]
      let formula = distance(weights, logits, label: label, to: goal, norm)
      // Where another class lies between, the goal's region is further than its boundary with the label.
      #expect(!fate.isFooled || fate.distance > 0.999 * formula, "\(targeted)")
      if classes == 2 { #expect(fate.isFooled && fate.distance < 1.01 * formula, "\(targeted)") }
    }
  }

  /// Searches that descend on a loss over all classes together, where all but two classes are out of reach.
  @Test(arguments: [2, 3, 10], 0..<HeavyWork.count(usual: 2, heavy: 4))
  func descentsReachTheBoundary(_ classes: Int, _ seed: Int) throws {
    let key = RandomKey(seed: UInt64(seed)).derived("descent").derived(classes)
    let weights = (0..<classes).map { Tensor.uniform(-1, 1, shape: [16], key: key.derived($0)).elements }
    let model = try linearModel(input: input, weights: weights, bias: (0..<classes).map { $0 < 2 ? 0 : -60 })
    let image = Tensor.uniform(0.45, 0.55, shape: [1, 1, 4, 4], key: key.derived("image"))
    let logits = try model.logits(for: image)
    let label = logits.labels[0]
    let best = distance(weights, logits, label: label, to: 1 - label, .l2)
    // The formula knows no box.
    guard best < 0.6 else { return }
    for attack in [Attack.carliniWagner(), .lbfgs(), .lbfgs(.length)] {
      for aimed in [attack, attack.targeted(at: .label(1 - label))] {
        let fate = try aimed.run(on: model, images: image, labels: [label], key: key).fates[0]
        let isBest = fate.distance > 0.999 * best && fate.distance < 1.01 * best
        #expect(fate.isFooled && isBest, "\(aimed): \(fate.distance / best) of the optimum")
      }
    }
  }

  /// Confidence is how far the wrong class leads at least.
  @Test func confidenceIsALead() throws {
    let (model, _, image, label) = try subject(classes: 3, seed: 5)
    var last = 0.0
    for confidence in [0, 0.2, 0.6] {
      let result = try Attack.carliniWagner(confidence: confidence).run(
        on: model, images: image, labels: [label], key: RandomKey(seed: 1))
      #expect(result.fates[0].isFooled && result.fates[0].distance > last)
      #expect(Double(try model.logits(for: result.images).margin(row: 0, label: label)) > confidence - 1e-5)
      last = result.fates[0].distance
    }
  }

  /// In a ball slightly larger than the smallest change every attack succeeds; in a slightly smaller one none does.
  @Test(arguments: [2, 3, 10], [Norm.linf, .l2, .l1])
  func attacksInBallsSucceedWhereTheFormulaSaysSo(_ classes: Int, _ norm: Norm) throws {
    for seed in 10..<HeavyWork.count(usual: 12, heavy: 14) {
      let (model, weights, image, label) = try subject(classes: classes, seed: seed)
      let logits = try model.logits(for: image)
      let best =
        (0..<classes).filter { $0 != label }.map {
          distance(weights, logits, label: label, to: $0, norm)
        }.min() ?? 0
      guard best < 0.4, best > 0.01 else { continue }
      for (factor, isFooled) in [(1.03, true), (0.98, false)] {
        let ball = PerturbationBall(norm, best * factor)
        var attacks = [Attack.fab(norm, steps: 30).within(ball.epsilon), .fabTargeted(norm).within(ball.epsilon)]
        if norm == .l1 {
          attacks.append(.pgd(ball, steps: 60, randomStart: false).restarts(3))
        } else {
          attacks += [
            .apgd(ball, steps: 50).then(.apgdTargeted(ball, steps: 30)), .apgdTargeted(ball, steps: 50),
            .apgd(ball, loss: .logitsRatio, steps: 50).then(.apgdTargeted(ball, steps: 30)),
            .autoAttack(ball, queries: 20),
          ]
        }
        for attack in attacks {
          if isFooled, classes > 2, norm == .l1, attack.description.hasPrefix("PGD") { continue }
          let fate = try attack.run(on: model, images: image, labels: [label], key: RandomKey(seed: 2)).fates[0]
          #expect(fate.isFooled == isFooled, "\(attack) at \(factor) of the smallest change")
        }
      }
    }
  }

  /// The box cuts: values at their side cannot help, the others must do more, exactly as much as needed.
  @Test func theBoxCountsInTheSmallestChange() throws {
    // The label leads by 0.9; slopes 3 (no room: the pixel is 1 already), 2 and 1.
    let model = try linearModel(input: [1, 1, 3], weights: [[0, 0, 0], [3, 2, 1]], bias: [0.9 + 3 + 1 + 0.5, 0])
    let image = Tensor(shape: [1, 1, 1, 3], elements: [1, 0.5, 0.5])
    for (norm, best) in [(Norm.linf, 0.3), (.l2, 0.9 / 5.0.squareRoot()), (.l1, 0.45)] {
      let fate = try Attack.fab(norm, steps: 30).run(
        on: model, images: image, labels: [0], key: RandomKey(seed: 0)
      ).fates[0]
      #expect(fate.isFooled && fate.distance > 0.999 * best && fate.distance < 1.01 * best, "\(norm.symbol)")
    }
  }

  /// The best k pixels of a linear model are those of the steepest slopes, each moved to its side.
  @Test(arguments: 0..<6)
  func fewestPixels(_ seed: Int) throws {
    let key = RandomKey(seed: UInt64(seed)).derived("pixels")
    let slopes = Tensor.uniform(-1, 1, shape: [16], key: key).elements
    let image = Tensor(repeating: 0.5, shape: [1, 1, 4, 4])
    let gains = slopes.map { $0.magnitude / 2 }.sorted(by: >)
    let fewest = 4
    // Between the gain of four pixels and that of three.
    let margin = gains.prefix(fewest).reduce(0, +) - gains[fewest - 1] / 10
    let offset = slopes.reduce(0) { $0 + $1 / 2 }
    let model = try linearModel(
      input: input, weights: [[Float](repeating: 0, count: 16), slopes], bias: [offset + margin, 0])
    for (pixels, isFooled) in [(fewest, true), (fewest - 1, false)] {
      let attack = Attack.pgd(.l0(pixels), steps: 40, randomStart: false)
      let fate = try attack.run(on: model, images: image, labels: [0], key: key).fates[0]
      #expect(fate.isFooled == isFooled && fate.distance <= Double(pixels), "\(attack)")
    }
  }

  /// What an attack without a ball finds answers the question for every ball.
  @Test func successInsideABallIsADerivedQuestion() throws {
    let (model, _, image, label) = try subject(classes: 3, seed: 3)
    let result = try Attack.fab(.l2, steps: 20).run(on: model, images: image, labels: [label], key: RandomKey(seed: 1))
    let distance = result.fates[0].distance
    #expect(result.robustAccuracy == 0 && result.robustAccuracy(within: distance) == 0)
    #expect(result.robustAccuracy(within: distance * 0.99) == 1)
    let attack = Attack.fab(.l2, steps: 20)
    #expect(attack.ball == nil && attack.norm == .l2 && attack.within(0.5).ball == .l2(0.5))
    #expect(attack.resized(epsilon: 1) == nil && attack.description == "FAB(ℓ2, 20 steps)")
  }
}

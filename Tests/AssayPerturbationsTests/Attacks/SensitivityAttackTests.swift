import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import Testing

/// Attacks that choose the pixels to change: by how little it is seen, or by how much it does.
@Suite struct SensitivityAttackTests {
  private let key = RandomKey(seed: 67)

  private func subject(count: Int) throws -> (model: Network, images: Tensor, labels: [Int]) {
    let start = Network(.digitsSmall, key: key)
    let model = start.with(parameters: start.parameters.mapValues { $0.shape.rank > 1 ? $0 * 4 : $0 })
    let images = Tensor.uniform(0, 1, shape: [count, 1, 8, 8], key: key.derived("images"))
    return (model, images, try model.logits(for: images).labels)
  }

  @Test func sensitivityIsOneOverTheDeviationAround() throws {
    let elements: [Float] = [0, 0.5, 1, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    let sensitivity = try PixelSensitivity(of: Tensor(shape: [1, 1, 4, 3], elements: elements), floor: 0.01)
    let map = sensitivity.map.elements
    func deviation(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }
    #expect((1 / Double(map[0]) - deviation([0, 0.5, 0.25, 0.5])).magnitude < 1e-6)
    #expect((1 / Double(map[4]) - deviation(elements[..<9].map(Double.init))).magnitude < 1e-6)
    // Where nothing varies, the floor.
    #expect((map[10] - 100).magnitude < 1e-3)
    var moved = elements
    moved[0] += 0.1
    moved[10] -= 0.02
    let distance = sensitivity.distances(to: Tensor(shape: [1, 1, 4, 3], elements: moved))[0]
    #expect((distance - (0.1 * Double(map[0]) + 0.02 * 100)).magnitude < 1e-4)
    #expect(fault { _ = try PixelSensitivity(of: .zeros([1, 1, 2, 2]), floor: 0) }?.location == "floor")
    #expect(fault { _ = try PixelSensitivity(of: .zeros([2, 2])) }?.kind == .shapeMismatch)
  }

  /// Channels are measured apart.
  @Test func channelsHaveTheirOwnSensitivity() throws {
    let planes = (0..<2).map { Tensor.uniform(0, 1, shape: [1, 1, 5, 4], key: key.derived($0)) }
    let both = Tensor(shape: [1, 2, 5, 4], elements: planes.flatMap(\.elements))
    let maps = try planes.map { try PixelSensitivity(of: $0).map.elements }
    #expect(try PixelSensitivity(of: both).map.elements == maps[0] + maps[1])
  }

  @Test func budgetsAreKeptAndSpent() throws {
    let (model, images, labels) = try subject(count: 16)
    let sensitivity = try PixelSensitivity(of: images)
    for budget in [1.0, 4] {
      let whole = try Attack.iaa(budget: budget).run(on: model, images: images, labels: labels, key: key)
      let brief = try Attack.iaa(budget: budget, spendsBudget: false).run(
        on: model, images: images, labels: labels, key: key)
      let (spent, least) = (sensitivity.distances(to: whole.images), sensitivity.distances(to: brief.images))
      #expect(spent.allSatisfy { $0 < budget })
      for row in labels.indices {
        #expect(whole.fates[row].isFooled == brief.fates[row].isFooled || whole.fates[row].isFooled)
        if brief.fates[row].isFooled { #expect(least[row] <= spent[row] + 1e-6) }
      }
    }
  }

  /// One step of a linear model moves the values of highest |slope|·deviation by δ, and nothing else.
  @Test func stepsMoveTheLeastVisibleForTheirEffect() throws {
    let slopes = Tensor.uniform(-1, 1, shape: [16], key: key.derived("slopes")).elements
    let model = try linearModel(input: [1, 4, 4], weights: [[Float](repeating: 0, count: 16), slopes], bias: [20, 0])
    let image = Tensor.uniform(0.2, 0.8, shape: [1, 1, 4, 4], key: key.derived("image"))
    let map = try PixelSensitivity(of: image).map.elements
    let result = try Attack.iaa(budget: 50, steps: 1, values: 3).run(on: model, images: image, labels: [0], key: key)
    let best = (0..<16).sorted { slopes[$0].magnitude / map[$0] > slopes[$1].magnitude / map[$1] }.prefix(3)
    for (index, change) in (result.images - image).elements.enumerated() {
      let wanted: Float = best.contains(index) ? (slopes[index] > 0 ? 0.01 : -0.01) : 0
      #expect((change - wanted).magnitude < 1e-6)
    }
    #expect(result.fates[0].iterations == 1)
  }

  /// The pair that moves is the best of all pairs, found by trying them.
  @Test(arguments: 0..<8)
  func saliencyMapsChangeTheBestPair(_ seed: Int) throws {
    let key = key.derived("jsma").derived(seed)
    let weights = (0..<3).map { Tensor.uniform(-1, 1, shape: [16], key: key.derived($0)).elements }
    let bias: [Float] = [30, 0, 0]
    let model = try linearModel(input: [1, 4, 4], weights: weights, bias: bias)
    let image = Tensor.uniform(0.2, 0.8, shape: [1, 1, 4, 4], key: key.derived("image"))
    let gains = weights[1]
    let losses = zip(weights[0], weights[2]).map { -($0 + $1) }
    for darkens in [true, false] {
      var best: (pair: [Int: Float], score: Float) = ([:], 0)
      let signs: [Float] = darkens ? [1, -1] : [1]
      for i in 0..<16 {
        for j in 0..<i {
          for (a, b) in signs.flatMap({ a in signs.map { (a, $0) } }) {
            let (gain, loss) = (a * gains[i] + b * gains[j], a * losses[i] + b * losses[j])
            if gain > 0, loss > 0, gain * loss > best.score { best = ([i: a, j: b], gain * loss) }
          }
        }
      }
      let attack = Attack.jsma(2, amount: 0.1, darkens: darkens, target: .label(1))
      let result = try attack.run(on: model, images: image, labels: [0], key: key)
      // Two pixels may change: the pair goes on until it is at the sides of the box, or helps no more.
      for (index, change) in (result.images - image).elements.enumerated() {
        #expect(change * (best.pair[index] ?? 0) >= 0 && (change != 0) == (best.pair[index] != nil), "\(index)")
      }
    }
  }

  @Test func saliencyMapsStopWhenFooledAndAtTheirPixels() throws {
    let weights = (0..<2).map { Tensor.uniform(-1, 1, shape: [64], key: key.derived($0)).elements }
    let model = try linearModel(input: [1, 8, 8], weights: weights, bias: [0, 0])
    let images = Tensor.uniform(0, 1, shape: [20, 1, 8, 8], key: key.derived("images"))
    let labels = try model.logits(for: images).labels
    let few = try Attack.jsma(4).run(on: model, images: images, labels: labels, key: key)
    let many = try Attack.jsma(64).run(on: model, images: images, labels: labels, key: key)
    #expect(few.fates.allSatisfy { $0.distance <= 4 } && many.robustAccuracy <= few.robustAccuracy)
    #expect(many.robustAccuracy < 0.2)
    for (a, b) in zip(few.fates, many.fates) where a.isFooled { #expect(b.isFooled && b.distance == a.distance) }
  }

  @Test func badSettingsAreRefused() {
    for (attack, place) in [
      (Attack.iaa(budget: -1), "budget"), (.iaa(steps: 0), "steps"), (.iaa(values: 0), "values"),
      (.iaa(stepSize: 0), "stepSize"), (.iaa(sharpness: .nan), "sharpness"), (.iaa(floor: 0), "floor"),
      (.jsma(3, amount: 0), "amount"), (.jsma(3, amount: 1.5), "amount"), (.jsma(-1), "epsilon"),
    ] {
      #expect(fault { try attack.validate() }?.location == place, "\(attack)")
    }
  }
}

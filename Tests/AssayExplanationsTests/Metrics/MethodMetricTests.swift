import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Metrics that look at a method: with random weights, with another class, with shifted pixels.
@Suite struct MethodMetricTests {
  private let network = Network(.digitsSmall, key: RandomKey(seed: 93))
  private let images = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: RandomKey(seed: 94))
  private let labels = [1, 7, 4]
  private let image = Explanation(ImageItself())

  private func explained(_ method: Explanation, _ target: ExplanationTarget = .label) throws -> ExplainedMaps {
    try ExplainedMaps(by: method, of: network, images: images, labels: labels, target: target)
  }

  @Test(arguments: ParameterRandomization.Order.allCases)
  func randomWeightsMakeOtherMaps(_ order: ParameterRandomization.Order) throws {
    let test = ParameterRandomization(order, similarity: .pearson, seed: 5)
    let layers = try test.layers(explained(.gradient))
    let names = network.weightNames.map { String($0[..<($0.lastIndex(of: ".") ?? $0.endIndex)]) }
    let unique = names.indices.filter { $0 == 0 || names[$0 - 1] != names[$0] }.map { names[$0] }
    #expect(layers.map(\.name) == unique.reversed())
    #expect(layers.allSatisfy { $0.similarities.allSatisfy { $0 < 0.999 } })
    let values = try ExplanationMetric.parameterRandomization(test).values(explained(.gradient))
    let sums = (0..<3).map { row in layers.reduce(0) { $0 + $1.similarities[row] } / Double(layers.count) }
    #expect(values == sums)
    // What does not look at the network does not change.
    #expect(try test.layers(explained(image)).allSatisfy { $0.similarities.allSatisfy { $0 > 1 - 1e-12 } })
  }

  /// At the end of the cascade nothing is left of what was learnt.
  @Test func theLastOfACascadeIsARandomNetwork() throws {
    let test = ParameterRandomization(similarity: .spearman, usesMagnitudes: true, seed: 6)
    let last = try #require(try test.layers(explained(.gradient)).last)
    let random = Network(.digitsSmall, key: RandomKey(seed: 6).derived("randomization"))
    let maps = try Explanation.gradient.maps(of: random, images: images, labels: labels)
    let trained = try Explanation.gradient.maps(of: network, images: images, labels: labels)
    #expect(try last.similarities == MapSimilarity.spearman.values(trained.absolute(), maps.absolute()))
    // With one layer, alone or in a cascade is the same.
    let linear = LinearSubject()
    let both = try ParameterRandomization.Order.allCases.map { order in
      try ParameterRandomization(order).layers(
        ExplainedMaps(by: .gradient, of: linear.network, images: linear.images, labels: linear.labels))
    }
    #expect(both[0] == both[1] && both[0].map(\.name) == ["fc"])
  }

  @Test func randomLogitComparesWithAnotherClass() throws {
    let linear = LinearSubject()
    let metric = ExplanationMetric.randomLogit(similarity: .pearson, seed: 3)
    let values = try metric.values(
      of: .gradient, on: linear.network, images: linear.images, labels: linear.labels)
    let weight = try #require(linear.network.parameters["fc.weight"]).reshaped(to: [5, 2, 3, 4])
    for (row, label) in linear.labels.enumerated() {
      let others = (0..<5).filter { $0 != label }
      let all = try MapSimilarity.pearson.values(
        weight.rows([label, label, label, label]), weight.rows(others))
      #expect(all.contains(values[row]))
    }
    #expect(values[2] == values[3], "the same class has the same other")
    #expect(try ExplanationMetric.randomLogit().values(explained(image)) == [1, 1, 1])
    // A difference of classes leaves both out.
    let difference = try ExplanationMetric.randomLogit(similarity: .cosine).values(
      explained(.gradient, .difference(of: 3, from: 8)))
    #expect(difference.allSatisfy { $0 < 0.999 })
  }

  /// The gradient does not see the shift; what multiplies by the pixel does.
  @Test func inputInvariance() throws {
    let metric = ExplanationMetric.inputInvariance()
    #expect(try metric.values(explained(.gradient)).allSatisfy { $0 < 1e-4 })
    for method in [Explanation.inputTimesGradient, .integratedGradients(steps: 8, tolerance: nil), image] {
      #expect(try metric.values(explained(method)).allSatisfy { $0 > 0.05 }, "\(method)")
    }
    // A baseline that moves along makes integrated gradients invariant.
    let moved = Explanation.integratedGradients(steps: 8, baseline: .uniform(-1), tolerance: nil)
    let shifted = try Network(
      Architecture("shifted", input: [1, 8, 8], classes: 10) {
        PixelNormalization(means: [-1], deviations: [1])
        network.architecture.body
      }, parameters: network.parameters)
    let maps = try moved.maps(of: shifted, images: images - 1, labels: labels)
    let own = try Explanation.integratedGradients(steps: 8, tolerance: nil).maps(
      of: network, images: images, labels: labels)
    #expect(try MapDistance.l1.distances(maps, own).allSatisfy { $0 < 1e-4 })
  }

  @Test func whatNeedsMoreThanAnswersSaysSo() throws {
    let box = FunctionClassifier(answersOf: network)
    let maps = try Explanation.gradient.maps(of: network, images: images, labels: labels)
    let given = try ExplainedMaps(maps, of: box, images: images, labels: labels)
    let itself = try ExplainedMaps(by: image, of: box, images: images, labels: labels)
    for metric in [ExplanationMetric.maxSensitivity(), .localLipschitz(), .randomLogit()] {
      #expect(fault { _ = try metric.values(given) }?.kind == .unsupported, "\(metric)")
      #expect(try metric.values(itself).count == 3, "\(metric)")
    }
    for metric in [ExplanationMetric.parameterRandomization(), .inputInvariance()] {
      #expect(fault { _ = try metric.values(given) }?.kind == .unsupported, "\(metric)")
      #expect(fault { _ = try metric.values(itself) }?.kind == .unsupported, "\(metric)")
    }
    let gradient = fault { _ = try ExplainedMaps(by: .gradient, of: box, images: images, labels: labels) }
    #expect(gradient?.kind == .unsupported)
    let one = Network(
      Architecture("one class", input: [1, 8, 8], classes: 1) {
        Flatten()
        Linear("fc", 64, 1)
      }, key: RandomKey(seed: 1))
    let single = try ExplainedMaps(by: .gradient, of: one, images: images, labels: [0, 0, 0])
    #expect(fault { _ = try ExplanationMetric.randomLogit().values(single) }?.kind == .unsupported)
    let discrepancy = fault {
      _ = try InterpretationDiscrepancy(of: .gradient, on: one, images: images, attacked: images, labels: [0, 0, 0])
    }
    #expect(discrepancy?.kind == .unsupported)
  }
}

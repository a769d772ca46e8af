import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// On linear models every map has a closed form, and integrated gradients are complete with any number of points.
@Suite struct LinearModelTests {
  private let key = RandomKey(seed: 71)
  private let architecture = Architecture("linear", input: [2, 3, 4], classes: 5) {
    Flatten()
    Linear("fc", 24, 5)
  }
  private let labels = [0, 4, 2, 2]

  private var network: Network { Network(architecture, key: key) }
  private var images: Tensor { .uniform(0, 1, shape: [4, 2, 3, 4], key: key.derived("images")) }

  /// The row of weights of each label.
  private func weights() throws -> Tensor {
    let weight = try #require(network.parameters["fc.weight"])
    return weight.rows(labels).reshaped(to: [4, 2, 3, 4])
  }

  private func distance(_ x: Tensor, _ y: Tensor) -> Float {
    (x - y).absolute().elements.max() ?? 0
  }

  @Test func gradientsAreTheWeights() throws {
    let weights = try weights()
    for model in [network, try network.frozen()] as [any DifferentiableClassifier] {
      #expect(distance(try Explanation.gradient.maps(of: model, images: images, labels: labels), weights) == 0)
      let saliency = try Explanation.saliency.maps(of: model, images: images, labels: labels)
      #expect(distance(saliency, weights.absolute()) == 0)
      let product = try Explanation.inputTimesGradient.maps(of: model, images: images, labels: labels)
      #expect(distance(product, weights * images) == 0)
    }
  }

  @Test(arguments: QuadratureRule.allCases, [1, 2, 3, 10, 64])
  func integratedGradientsAreComplete(_ rule: QuadratureRule, _ steps: Int) throws {
    let baselines: [ExplanationBaseline] = [
      .black, .white, .uniform(0.3), .images(.uniform(0, 1, shape: [1, 2, 3, 4], key: key.derived("baseline"))),
    ]
    for baseline in baselines {
      let method = Explanation.integratedGradients(steps: steps, baseline: baseline, rule: rule, tolerance: nil)
      let gaps = try method.completenessGaps(of: network, images: images, labels: labels)
      // The rounding of 32-bit sums: the mathematics leaves no gap.
      #expect(gaps.allSatisfy { $0 < 1e-4 }, "\(gaps)")
    }
  }

  @Test func rulesAreThoseOfTheirNames() {
    for rule in QuadratureRule.allCases {
      for count in [1, 2, 3, 7, 50, 200] {
        let nodes = rule.nodes(count: count)
        #expect(nodes.count == count && (nodes.reduce(0) { $0 + $1.weight } - 1).magnitude < 1e-13)
        #expect(nodes.allSatisfy { $0.position >= 0 && $0.position <= 1 && $0.weight > 0 })
      }
    }
    // Gauss and Legendre's n points integrate powers up to 2n − 1 exactly.
    for count in [1, 2, 5, 20] {
      let nodes = QuadratureRule.gaussLegendre.nodes(count: count)
      for degree in 0..<2 * count {
        let sum = nodes.reduce(0.0) { sum, node in
          sum + node.weight * (0..<degree).reduce(1) { power, _ in power * node.position }
        }
        #expect((sum - 1 / Double(degree + 1)).magnitude < 1e-13, "\(count) points, power \(degree)")
      }
    }
  }
}

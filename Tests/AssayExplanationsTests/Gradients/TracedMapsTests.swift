import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Maps of a traced network have the values of all others, and derivatives that finite differences confirm.
@Suite struct TracedMapsTests {
  private let key = RandomKey(seed: 97)
  private let labels = [0, 3, 1]

  private var images: Tensor { .uniform(0, 1, shape: [3, 2, 6, 6], key: key.derived("images")) }

  /// Smooth but for what the maps themselves do.
  private var network: Network {
    Network(
      Architecture("traced", input: [2, 6, 6], classes: 4) {
        Convolution("conv1", 2, 4, kernel: 3, padding: 1)
        Activation(.tanh)
        BatchNorm("norm", 4)
        Convolution("conv2", 4, 5, kernel: 3, stride: 2, padding: 1)
        Activation(.softplus)
        Flatten()
        Linear("fc", 45, 4)
      }, key: key)
  }

  private static let methods: [Explanation] =
    GradientMethods.plain + [
      .integratedGradients(steps: 5, rule: .gaussLegendre, tolerance: nil), .integratedGradients(steps: 2),
      .integratedGradients(steps: 2, baselines: [.white, .blurred(deviation: 1)], tolerance: nil),
      .smoothGrad(samples: 3), .smoothGradSquared(samples: 3), .varGrad(over: .inputTimesGradient, samples: 3),
      .smoothGrad(over: .integratedGradients(steps: 2, tolerance: nil), samples: 2), .gradientSHAP(samples: 4),
      .smoothGrad(over: .gradCAM(layer: "conv1", isRectified: false), samples: 3),
    ]

  @Test func tracedMapsHaveTheValuesOfAllOthers() throws {
    let traced = try network.traced()
    for method in Self.methods {
      for target in [ExplanationTarget.label, .predicted, .difference(of: 2, from: 0)] {
        let maps = try method.maps(of: traced, images: images, labels: labels, target: target)
        let frozen = try method.maps(of: network, images: images, labels: labels, target: target)
        let size = frozen.absolute().elements.max() ?? 0
        #expect(largestDistance(maps, frozen) <= 1e-4 * size, "\(method)")
      }
    }
  }

  @Test(arguments: methods.indices, [true, false])
  func derivativesAreThoseOfFiniteDifferences(_ index: Int, _ isAtWeights: Bool) throws {
    let (method, network) = (Self.methods[index], network)
    let names = network.weightNames
    let target = ExplanationTarget.difference(of: 2, from: 1)
    let start = isAtWeights ? names.compactMap { network.parameters[$0] } : [images]
    let direction = Tensor.uniform(-1, 1, shape: images.shape, key: key.derived("direction"))

    func maps(_ variables: [Tensor]) throws -> Tensor {
      let weights = isAtWeights ? Dictionary(uniqueKeysWithValues: zip(names, variables)) : [:]
      return try method.maps(
        of: network.traced(parameters: weights), images: isAtWeights ? images : variables[0], labels: labels,
        target: target)
    }
    func value(_ variables: [Tensor]) throws -> Double {
      zip(try maps(variables).elements, direction.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    let gradients = try valueAndGradient(at: start) { (try maps($0) * direction).sum() }.gradients
    let norm = gradients.reduce(0) { $0 + $1.elements.reduce(0) { $0 + Double($1) * Double($1) } }.squareRoot()
    try #require(norm > 0, "\(method) has no derivative")
    func slope(_ way: [Tensor], _ step: Float) throws -> Double {
      let ends = try [step, -step].map { step in try value(zip(start, way).map { $0 + $1 * step }) }
      return (ends[0] - ends[1]) / Double(2 * step)
    }
    // Along the gradient the slope is its length; along any other unit vector, their product.
    let along = gradients.map { $0 * Float(1 / norm) }
    // Richardson's extrapolation leaves errors of the fourth order in the step, where no absolute value has a kink.
    let step: Float = method.description == Explanation.saliency.description ? 0.001 : 0.01
    let measured = (4 * (try slope(along, step)) - (try slope(along, 2 * step))) / 3
    #expect(abs(measured / norm - 1) < 2e-3, "\(method): \(measured) against \(norm)")
    let across = start.enumerated().map { Tensor.normal(shape: $1.shape, key: key.derived("way").derived($0)) }
    let product = zip(gradients, across).reduce(0.0) { sum, pair in
      sum + zip(pair.0.elements, pair.1.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let other = (4 * (try slope(across, step / 10)) - (try slope(across, step / 5))) / 3
    #expect(abs(other - product) < 1e-2 * norm, "\(method): \(other) against \(product)")
  }

  @Test func constantImagesAndWeightsAreNotFollowed() throws {
    // The map of a network that is not traced is a constant, whatever follows the images.
    let (value, gradient) = try valueAndGradient(at: images) { images in
      try Explanation.gradient.maps(of: network, images: images, labels: labels).squared().sum()
    }
    #expect(value.scalar > 0 && gradient.elements.allSatisfy { $0 == 0 })
  }

  @Test func methodsSayWhetherTheyCanBeFollowed() {
    for method in GradientMethods.all { #expect(method.method.isDifferentiable, "\(method)") }
    let other = fault {
      _ = try Explanation(Constant()).maps(of: network.traced(), images: images, labels: labels)
    }
    #expect(other?.kind == .unsupported)
  }

  @Test func parametersThatDoNotFit() {
    let cases: [([String: Tensor], AssayError.Kind)] = [
      (["conv3.weight": .zeros([1])], .shapeMismatch), (["fc.weight": .zeros([4, 44])], .shapeMismatch),
      (["fc.bias": Tensor(repeating: .nan, shape: [4])], .notFinite),
    ]
    for (parameters, kind) in cases {
      #expect(fault { _ = try network.traced(parameters: parameters) }?.kind == kind)
    }
    let shape = fault { _ = try network.traced().logitsWithPullback(for: .zeros([1, 1, 6, 6])) }
    #expect(shape?.kind == .shapeMismatch)
  }
}

/// A method without a derivative.
private struct Constant: AttributionMethod {
  let description = "constant"
  func validate() {}
  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) -> Tensor { .zeros(images.shape) }
}

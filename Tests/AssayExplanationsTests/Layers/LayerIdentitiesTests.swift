import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// What the mathematics says of maps by layers: sums that are kept, and methods that are the same where they meet.
@Suite struct LayerIdentitiesTests {
  private static let large: [Architecture] = [
    .resnet18(input: [3, 32, 32], classes: 5), .googLeNet(input: [3, 64, 64], classes: 5),
    .efficientNet(.b0, input: [3, 32, 32], classes: 5), .wideResNet(depth: 10, width: 1, classes: 5),
  ]
  private let pooled = Network(.digitsGlobalPool(), key: RandomKey(seed: 91))

  private func scores(_ network: Network, _ images: Tensor, _ labels: [Int]) throws -> [Float] {
    try network.logits(for: images).values.selecting(columns: labels).elements
  }

  @Test func classActivationIsGradCAMWhereBothWork() throws {
    let images = LayerMethods.images(3, of: pooled)
    func maps(_ method: Explanation) throws -> Tensor {
      try method.coarseMaps(of: pooled, images: images, labels: [1, 2, 3])
    }
    let features = try pooled.graph().layer("relu2")
    let places = Float(features.outputShape[1] * features.outputShape[2])
    let size = try maps(.classActivation()).elements.map(\.magnitude).max() ?? 0
    let gradCAM = try maps(.gradCAM(layer: "relu2", isRectified: false))
    #expect(largestDistance(gradCAM * places, try maps(.classActivation())) <= 1e-5 * size)
    #expect(largestDistance(gradCAM, try maps(.classActivation(isAveraged: true))) <= 1e-5 * size / places)
  }

  @Test func classActivationIsComplete() throws {
    let images = LayerMethods.images(4, of: pooled)
    let labels = [0, 3, 5, 9]
    let sums = try Explanation.classActivation(isAveraged: true).coarseMaps(of: pooled, images: images, labels: labels)
      .sumPerExample().elements
    let biases = try #require(pooled.parameters["fc.bias"]).elements
    for (row, score) in try scores(pooled, images, labels).enumerated() {
      #expect((sums[row] - (score - biases[labels[row]])).magnitude < 1e-5 * (1 + score.magnitude))
    }
  }

  @Test(arguments: large)
  func relevanceIsKept(_ architecture: Architecture) throws {
    let network = LayerMethods.network(architecture, hasBiases: false)
    let images = LayerMethods.images(2, of: network)
    let least = RelevanceRule.epsilon(1e-9)
    var rules: [RelevanceRules] = [
      .all(least), .all(.gamma(0.25)), RelevanceRules(pixels: .box, lower: .gamma(0.25), middle: least, upper: least),
    ]
    // Behind SiLU there are results without a positive contribution, whose relevance nobody can take.
    if !architecture.name.hasPrefix("efficientnet") { rules.append(.all(.zPlus)) }
    let scores = try scores(network, images, [1, 3])
    for rules in rules {
      let method = Explanation.layerwiseRelevance(rules)
      let maps = try method.maps(of: network, images: images, labels: [1, 3])
      let sizes = maps.absolute().sumPerExample().elements
      for (row, sum) in maps.sumPerExample().elements.enumerated() {
        // Relevance of both signs may be far more than what is left of it, and rounding goes with its size.
        let rounding = 1e-3 * scores[row].magnitude + 1e-5 * sizes[row]
        #expect((sum - scores[row]).magnitude <= rounding, "\(method): \(sum) of \(scores[row]), \(sizes[row])")
      }
    }
  }

  @Test func biasesAndStabilizersTakeRelevanceOut() throws {
    let network = LayerMethods.network(.resnet18(input: [3, 32, 32], classes: 5), hasBiases: false)
    let images = LayerMethods.images(1, of: network)
    func sum(_ network: Network, _ rule: RelevanceRule) throws -> Float {
      try Explanation.layerwiseRelevance(.all(rule)).maps(of: network, images: images, labels: [2]).sum().scalar
    }
    let score = try scores(network, images, [2])[0]
    #expect(try sum(network, .epsilon(10)).magnitude < 0.9 * score.magnitude)
    let bias = Tensor(repeating: 3, shape: [5])
    let biased = network.with(parameters: network.parameters.merging(["fc.bias": bias]) { $1 })
    #expect((try sum(biased, .epsilon(1e-9)) - score).magnitude < 2e-3 * score.magnitude)
  }

  @Test(arguments: [large[0], large[1]])
  func relevanceWithoutStabilizerIsInputTimesGradient(_ architecture: Architecture) throws {
    let network = LayerMethods.network(architecture)
    let images = LayerMethods.images(2, of: network)
    let relevance = try Explanation.layerwiseRelevance(.all(.epsilon(1e-9))).maps(
      of: network, images: images, labels: [0, 4])
    let product = try Explanation.inputTimesGradient.maps(of: network, images: images, labels: [0, 4])
    let size = product.elements.map(\.magnitude).max() ?? 0
    #expect(size > 0 && largestDistance(relevance, product) <= 2e-3 * size)
  }

  @Test(arguments: large)
  func contributionsSumToTheDifferenceOfScores(_ architecture: Architecture) throws {
    let network = LayerMethods.network(architecture)
    let images = LayerMethods.images(2, of: network)
    let baseline = Tensor(repeating: 0.25, shape: images.shape)
    let maps = try Explanation.deepLIFT(baseline: .uniform(0.25)).maps(of: network, images: images, labels: [2, 1])
    let (scores, floor) = (try scores(network, images, [2, 1]), try scores(network, baseline, [2, 1]))
    for (row, sum) in maps.sumPerExample().elements.enumerated() {
      let difference = scores[row] - floor[row]
      let size = maps.rows([row]).absolute().sum().scalar
      #expect((sum - difference).magnitude <= 1e-3 * difference.magnitude + 1e-5 * size, "\(sum) of \(difference)")
    }
  }

  @Test func completenessIsMeasuredAsOfIntegratedGradients() throws {
    let images = LayerMethods.images(5, of: pooled)
    let gaps = try Explanation.deepLIFT().completenessGaps(of: pooled, images: images, labels: Array(0..<5))
    #expect(gaps.count == 5 && gaps.allSatisfy { $0 < 1e-4 })
    let none = #expect(throws: AssayError.self) {
      try Explanation.guidedBackpropagation.completenessGaps(of: pooled, images: images, labels: Array(0..<5))
    }
    #expect(none?.kind == .unsupported)
  }

  @Test func layersMayBeUsedTwice() throws {
    let network = LayerMethods.network(
      Architecture("twice", input: [2, 5, 5], classes: 3) {
        Twice(layer: Convolution("conv", 2, 2, kernel: 3, padding: 1))
        Flatten()
        Linear("fc", 50, 3)
      }, hasBiases: false)
    let images = LayerMethods.images(2, of: network)
    let product = try Explanation.inputTimesGradient.maps(of: network, images: images, labels: [0, 2])
    let size = product.elements.map(\.magnitude).max() ?? 0
    let relevance = try Explanation.layerwiseRelevance(.all(.epsilon(1e-9))).maps(
      of: network, images: images, labels: [0, 2])
    #expect(size > 0 && largestDistance(relevance, product) <= 1e-4 * size)
    let sums = try Explanation.deepLIFT().maps(of: network, images: images, labels: [0, 2]).sumPerExample()
    // Without biases the black image's scores are 0.
    for (sum, score) in zip(sums.elements, try scores(network, images, [0, 2])) {
      #expect((sum - score).magnitude <= 1e-5 * (1 + score.magnitude))
    }
  }

  @Test func guidedGradCAMIsTheProduct() throws {
    let images = LayerMethods.images(3, of: pooled)
    func maps(_ method: Explanation) throws -> Tensor {
      try method.maps(of: pooled, images: images, labels: [1, 2, 3])
    }
    let product = try maps(.guidedBackpropagation) * maps(.gradCAM())
    #expect(haveSameBits(try maps(.guidedGradCAM()), product))
  }
}

/// A layer after itself: two uses of the same weights.
private struct Twice: Layer {
  let layer: Convolution

  var parameters: [ParameterDefinition] { layer.parameters }

  func outputShape(for input: Shape) throws -> Shape { try layer.outputShape(for: layer.outputShape(for: input)) }

  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    layer(layer(input, context).relu(), context).relu()
  }

  func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let once = try ReLU().lower(layer.lower(input, into: &plan), into: &plan)
    return try ReLU().lower(layer.lower(once, into: &plan), into: &plan)
  }
}

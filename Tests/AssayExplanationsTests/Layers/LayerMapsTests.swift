import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Maps by layers belong to their image alone, on networks of all kinds, and bad input is refused with what was wrong.
@Suite struct LayerMapsTests {
  private let network = Network(.digitsGlobalPool(), key: RandomKey(seed: 83))

  @Test func mapsDoNotDependOnTheBatchOrThreads() throws {
    let images = LayerMethods.images(9, of: network)
    let labels = (0..<9).map { $0 % 10 }
    let order = [7, 0, 3, 3]
    for method in LayerMethods.all {
      let maps = try ComputeContext.with(threads: 1) {
        try method.maps(of: network, images: images, labels: labels)
      }
      #expect(maps.shape == images.shape && maps.elements.contains { $0 != 0 }, "\(method)")
      for threads in [2, 5] {
        let other = try ComputeContext.with(threads: threads) {
          try method.maps(of: network, images: images, labels: labels)
        }
        #expect(haveSameBits(other, maps), "\(method), \(threads) threads")
      }
      let part = try method.maps(of: network, images: images.rows(order), labels: order.map { labels[$0] })
      #expect(haveSameBits(part, maps.rows(order)), "\(method)")
      #expect(try method.maps(of: network, images: images.rows(0..<0), labels: []).shape == [0, 1, 8, 8])
    }
  }

  @Test(arguments: [
    Architecture.resnet18(input: [3, 32, 32], classes: 5), .googLeNet(input: [3, 64, 64], classes: 5),
    .efficientNet(.b0, input: [3, 64, 64], classes: 5),
  ])
  func largeNetworksAreExplainedByAllMethods(_ architecture: Architecture) throws {
    let network = LayerMethods.network(architecture)
    let subject = ExplainedModel(network)
    let images = LayerMethods.images(2, of: network)
    for method in LayerMethods.all where method.description != Explanation.scoreCAM().description {
      let maps = try method.maps(of: subject, images: images, labels: [1, 3])
      #expect(maps.shape == images.shape && maps.elements.allSatisfy(\.isFinite), "\(method)")
      #expect(maps.elements.contains { $0 != 0 }, "\(method)")
    }
    // A layer of few channels, each of which costs a pass.
    let early = try #require(network.graph().nodes.first { $0.outputShape.rank == 3 && $0.outputShape[0] <= 64 })
    let map = try Explanation.scoreCAM(layer: early.name).coarseMaps(of: subject, images: images, labels: [1, 3])
    #expect(map.shape == Shape([2, 1] + early.outputShape.dimensions.dropFirst()))
    #expect(map.elements.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test func coarseMapsAreAsLargeAsTheLayer() throws {
    let network = Network(.resnet18(input: [3, 64, 64], classes: 5), key: RandomKey(seed: 85))
    let images = LayerMethods.images(2, of: network)
    func shape(_ method: Explanation) throws -> Shape {
      try method.coarseMaps(of: network, images: images, labels: [1, 2]).shape
    }
    #expect(try shape(.gradCAM()) == [2, 1, 2, 2] && shape(.gradCAM(layer: "layer4")) == [2, 1, 2, 2])
    // A shortcut leads around the first convolution of a block.
    #expect(try shape(.gradCAM(layer: "layer2.0.conv1")) == [2, 1, 8, 8])
    #expect(try shape(.layerCAM(layer: "conv1")) == [2, 1, 32, 32])
    let none = #expect(throws: AssayError.self) { try shape(.deepLIFT()) }
    #expect(none?.kind == .unsupported)
  }

  @Test func targetsChooseTheScores() throws {
    let images = LayerMethods.images(4, of: network)
    let linear: [Explanation] = [
      .classActivation(), .gradCAM(isRectified: false), .layerwiseRelevance(.all(.gamma(0.25))), .deepLIFT(),
    ]
    for method in linear {
      func maps(_ target: ExplanationTarget) throws -> Tensor {
        try method.maps(of: network, images: images, labels: [0, 1, 2, 3], target: target)
      }
      let difference = try maps(.classIndex(4)) - maps(.classIndex(6))
      let size = difference.elements.map(\.magnitude).max() ?? 0
      #expect(largestDistance(try maps(.difference(of: 4, from: 6)), difference) <= 1e-5 * size, "\(method)")
      let labels = try network.logits(for: images).labels
      #expect(haveSameBits(try maps(.predicted), try method.maps(of: network, images: images, labels: labels)))
    }
  }

  @Test func modelsThatCannotBeLookedIntoAreRefused() throws {
    let images = LayerMethods.images(1, of: network)
    for method in LayerMethods.all {
      let error = #expect(throws: AssayError.self) {
        try method.maps(of: Answers(network: network), images: images, labels: [0])
      }
      #expect(error?.kind == .unsupported && error?.advice != nil, "\(method)")
    }
  }

  @Test func layersThatDoNotExistOrHaveNoPlaces() throws {
    let images = LayerMethods.images(1, of: network)
    for make in [{ Explanation.gradCAM(layer: $0) }, { .scoreCAM(layer: $0) }, { .guidedGradCAM(layer: $0) }] {
      let unknown = #expect(throws: AssayError.self) {
        try make("conv9").maps(of: network, images: images, labels: [0])
      }
      #expect(unknown?.kind == .unknownName && unknown?.expected?.contains("conv1, relu1") == true)
      let flat = #expect(throws: AssayError.self) { try make("fc").maps(of: network, images: images, labels: [0]) }
      #expect(flat?.kind == .unsupported && flat?.found?.contains("fc") == true)
    }
  }

  @Test func classActivationNeedsItsHead() throws {
    let dense = Network(.digitsSmall, key: RandomKey(seed: 86))
    let error = #expect(throws: AssayError.self) {
      try Explanation.classActivation().maps(of: dense, images: LayerMethods.images(1, of: dense), labels: [0])
    }
    #expect(error?.kind == .unsupported && error?.found?.contains("maxpool2") == true)
  }

  @Test func layersWithoutARuleAreNamed() throws {
    let network = Network(
      Architecture("own", input: [2, 4, 4], classes: 3) {
        Convolution("conv", 2, 4, kernel: 3, padding: 1)
        ReLU()
        LocalResponseNorm(3)
        OwnRectifier()
        Flatten()
        Linear("fc", 64, 3)
      }, key: RandomKey(seed: 87))
    let images = LayerMethods.images(1, of: network)
    for method in LayerMethods.propagation {
      let error = #expect(throws: AssayError.self) { try method.maps(of: network, images: images, labels: [0]) }
      #expect(error?.kind == .unsupported && error?.found?.contains("ownrectifier1") == true, "\(method)")
      let isRelevance = !["guided", "deconv"].contains { method.description.hasPrefix($0) }
      #expect(error?.found?.contains("localresponsenorm1") == isRelevance, "\(method)")
    }
    // What only needs the gradient does not mind.
    #expect(try Explanation.gradCAM(layer: "conv").maps(of: network, images: images, labels: [0]).count == 32)
  }

  @Test func modelsThatAreNotFinite() throws {
    var parameters = network.parameters
    parameters["conv1.weight"] = parameters["conv1.weight"].map { $0 * Float(1e30) * 1e30 }
    let broken = network.with(parameters: parameters)
    for method in LayerMethods.all {
      let error = #expect(throws: AssayError.self) {
        try method.maps(of: broken, images: LayerMethods.images(1, of: broken), labels: [0])
      }
      #expect(error?.kind == .notFinite, "\(method)")
    }
  }
}

/// A network of which nothing is known but its answers.
private struct Answers: Classifier {
  let network: Network
  var name: String { "answers" }
  var inputShape: Shape { network.inputShape }
  var classCount: Int { network.classCount }

  func logits(for images: Tensor) throws -> Logits { try network.logits(for: images) }
}

/// A layer that no plan has an operation for.
private struct OwnRectifier: Layer {
  func outputShape(for input: Shape) -> Shape { input }
  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.relu() }
}

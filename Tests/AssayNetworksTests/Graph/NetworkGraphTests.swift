import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// The graph of a network computes what the network does, under names that people can write.
@Suite struct NetworkGraphTests {
  private let digits = Network(.digitsSmall, key: RandomKey(seed: 1))

  private func images(_ count: Int, _ shape: Shape) -> Tensor {
    .uniform(0, 1, shape: Shape([count] + shape.dimensions), key: RandomKey(seed: 2))
  }

  private func isNear(_ x: Tensor, _ y: Tensor) -> Bool {
    largestDistance(x, y) <= 1e-4 * (1 + (y.elements.map(\.magnitude).max() ?? 0))
  }

  @Test func layersAreNamed() throws {
    let graph = try digits.graph()
    #expect(
      graph.layerNames == ["conv1", "relu1", "maxpool1", "conv2", "relu2", "maxpool2", "flatten1", "fc"])
    let residual = try Network(.resnet18(input: [3, 32, 32], classes: 5), key: RandomKey(seed: 1)).graph()
    #expect(residual.layerNames.prefix(5) == ["conv1", "bn1", "relu1", "maxpool1", "layer1.0.conv1"])
    #expect(Set(residual.layerNames).count == residual.nodes.count)
    // The block ends with the rectifier behind its sum.
    guard case .activation(.relu) = try residual.layer("layer4").operation else {
      Issue.record("layer4 ends with \(try residual.layer("layer4").name)")
      return
    }
    #expect(try residual.layer("layer4").outputShape == [512, 1, 1])
    #expect(try residual.layer("layer3").name == residual.lastSpatialLayer().name)
  }

  @Test func blocksOfBranchesAreAllTheirBranches() throws {
    let graph = try Network(.googLeNet(input: [3, 64, 64], classes: 5), key: RandomKey(seed: 1)).graph()
    #expect(try graph.layer("inception3a").outputShape == [256, 8, 8])
    #expect(try graph.layer("inception3a.branch4").outputShape == [32, 8, 8])
    // What a block is given is not part of it: features put together again and again.
    let dense = try Network(.denseNet121(input: [3, 32, 32], classes: 5), key: RandomKey(seed: 1)).graph()
    #expect(try dense.layer("features.denseblock1.denselayer2").outputShape[0] == 32)
  }

  @Test func namesThatDoNotExistAreAnsweredWithThoseThatDo() throws {
    do {
      _ = try digits.graph().layer("conv3")
      Issue.record("there is no conv3")
    } catch let error as AssayError {
      #expect(error.kind == .unknownName)
      #expect("\(error)".contains("conv1, relu1, maxpool1") && "\(error)".contains("“conv3”"))
    }
    let dense = try Network(.digitsDense(), key: RandomKey(seed: 1)).graph()
    #expect(throws: AssayError.self) { _ = try dense.lastSpatialLayer() }
  }

  @Test(arguments: [
    Architecture.digitsSmall, .digitsDense(), .resnet18(input: [3, 32, 32], classes: 5),
    .efficientNet(.b0, input: [3, 32, 32], classes: 5), .googLeNet(input: [3, 64, 64], classes: 5),
  ])
  func valuesAreThoseOfTheNetwork(_ architecture: Architecture) throws {
    let network = Network(architecture, key: RandomKey(seed: 3))
    let graph = try network.graph()
    let images = images(2, architecture.inputShape)
    let values = graph.values(for: images)
    #expect(isNear(try #require(values[graph.output]), try network.logits(for: images).values))
    for node in graph.nodes {
      #expect(values[node.output]?.shape == Shape([2] + node.outputShape.dimensions), "\(node.name)")
    }
  }

  @Test func partsOfTheNetworkMakeTheWhole() throws {
    let network = Network(.resnet18(input: [3, 32, 32], classes: 5), key: RandomKey(seed: 4))
    let graph = try network.graph()
    let images = images(3, network.inputShape)
    let values = graph.values(for: images)
    for name in ["conv1", "relu1", "layer2", "layer4"] {
      let node = try graph.layer(name)
      let before = try graph.plan(to: [node.output]).outputs(for: images)[0]
      #expect(isNear(before, try #require(values[node.output])))
      let after = try #require(try graph.plan(from: node.output))
      #expect(isNear(try after.outputs(for: before)[0], try #require(values[graph.output])))
    }
    // A shortcut leads round what is inside a block.
    #expect(try graph.plan(from: graph.layer("layer2.0.conv1").output) == nil)
    #expect(!graph.separates(try graph.layer("layer2.0.bn2").output) && graph.separates(graph.input))
  }

  @Test func gradientsFollowReplacedWeights() throws {
    let images = images(2, [1, 8, 8])
    let weight = try #require(digits.parameters["conv2.weight"])
    let (_, byGraph) = try valueAndGradient(at: weight) { weight in
      let graph = try digits.graph(parameters: ["conv2.weight": weight])
      guard let logits = graph.values(for: images)[graph.output] else { return .zeros([1]) }
      return logits.sum()
    }
    let (_, byNetwork) = valueAndGradient(at: weight) { digits(images, parameters: ["conv2.weight": $0]).sum() }
    #expect(largestDistance(byGraph, byNetwork) < 1e-4 && byNetwork.elements.contains { $0 != 0 })
  }
}

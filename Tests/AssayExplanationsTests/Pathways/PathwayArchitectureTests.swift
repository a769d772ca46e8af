import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// Studies run through networks of every build, from end to end.
@Suite struct PathwayArchitectureTests {
  @Test(arguments: [
    (
      Architecture.googLeNet(input: [3, 32, 32], classes: 3),
      "conv1 conv2 conv3 inception3a inception3b inception4a inception4b inception4c inception4d inception4e "
        + "inception5a inception5b"
    ),
    (
      .resnet18(input: [3, 32, 32], classes: 3),
      "conv1 layer1.0 layer1.1 layer2.0 layer2.1 layer3.0 layer3.1 layer4.0 layer4.1"
    ),
    (.digitsStrided(input: [3, 8, 8], classes: 3), "conv1 conv2 conv3 conv4"),
    (.digitsDense(input: [3, 4, 4], classes: 3), "fc1 fc2"),
  ])
  func everyLayerIsLinkedToTheNext(_ architecture: Architecture, names: String) throws {
    let network = Network(architecture, key: RandomKey(seed: 21))
    let pool = Tensor.uniform(0, 1, shape: Shape([60] + architecture.inputShape.dimensions), key: RandomKey(seed: 22))
    let labels = try network.logits(for: pool).labels
    let counts = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.value.count > $1.value.count }
    let classes = counts.map(\.key) + (0..<3).filter { label in !counts.contains { $0.key == label } }
    // A network without training may take all images for one class: then what is added to the logits tells them apart.
    let (model, taken) = try balanced(network, pool, classes[0], classes[1])
    let rows = { (label: Int) in Array(taken.indices.filter { taken[$0] == label }.prefix(2)) }
    let (own, others) = (rows(classes[0]), rows(classes[1]))
    let count = min(own.count, others.count)
    try #require(count > 0)
    let pathways = try PathwayStudy(from: classes[0], to: classes[1], share: 0.05).pathways(
      of: model, originals: PathwayImages(pool.rows(Array(own.prefix(count)))),
      targets: PathwayImages(pool.rows(others)),
      attacks: [PathwayAttack(strength: 1, images: pool.rows(Array(others.prefix(count))))])
    #expect(pathways.layers.map(\.name) == names.split(separator: " ").map(String.init))
    for (links, layer) in zip(pathways.links, pathways.layers) {
      #expect(!links.sources.isEmpty && links.sources.count < layer.channelCount)
      for influences in links.influences {
        #expect(influences.contains { $0 != nil } && influences.allSatisfy { $0?.isFinite ?? true })
      }
    }
    #expect(try Pathways(json: pathways.json) == pathways)
  }

  /// The network with a last bias by which about half of the images go to each of two classes, and what it takes them for.
  private func balanced(
    _ network: Network, _ images: Tensor, _ first: Int, _ second: Int
  ) throws -> (Network, [Int]) {
    let logits = try network.logits(for: images)
    let leads = (0..<logits.count).map { logits.row($0)[first] - logits.row($0)[second] }.sorted()
    let name = try #require(network.parameterNames.last { $0.hasSuffix(".bias") })
    var bias = try #require(network.parameters[name]).elements
    for label in bias.indices where label != first && label != second { bias[label] -= 1000 }
    bias[first] -= leads[leads.count / 2]
    let model = network.with(parameters: network.parameters.merging([name: Tensor(shape: [3], elements: bias)]) { $1 })
    return (model, try model.logits(for: images).labels)
  }
}

import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Foundation
import Testing

/// How networks from ONNX files are computed when they are frozen: in the same steps as our own, and transformers in few.
@Suite struct ONNXPlanTests {
  private func network(_ file: ONNXFileBuilder) throws -> Network {
    try ONNXModel(data: file.data(), name: "test").network
  }

  private func steps(_ network: Network) throws -> [String] { try FrozenNetwork(network).stepDescriptions }

  /// The words of the steps without "Step" and shapes.
  private func words(_ network: Network) throws -> [String] {
    try steps(network).map { String($0.prefix { $0 != " " }.dropLast(4)) }
  }

  @Test func attentionIsProductsOfMatricesWhereTheyLie() throws {
    let network = try network(ONNXExamples.transformer)
    #expect(
      try words(network) == [
        "Convolution", "Rows", "Convolution", "Convolution", "Convolution", "Products", "Rows", "Products",
        "Convolution", "Add", "Rows", "Convolution", "Activation", "Convolution", "Add", "Rows", "Rearrangement",
        "Linear",
      ])
  }

  @Test func channelsThatComeLastMeanwhileAreNotMoved() throws {
    let words = try words(network(ONNXExamples.channelsLastBlock))
    #expect(
      words == [
        "Convolution", "Rows", "Convolution", "Activation", "Convolution", "Add", "AveragePool", "Copy",
      ])
  }

  /// What is seen with the channels last meets what lies so: one of them is put into the other's order.
  @Test func aViewMeetsAValueOfItsShape() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 4, 6, 6]
    file.node("Relu", ["x"], ["bent"])
    file.node("Transpose", ["bent"], ["last"], [("perm", .integers([0, 2, 3, 1]))])
    file.tensor("shape", [0, 6, 6, 4])
    file.node("Reshape", ["x", "shape"], ["plain"])
    file.node("Mul", ["last", "plain"], ["product"])
    file.node("Transpose", ["product"], ["first"], [("perm", .integers([0, 3, 1, 2]))])
    file.node("GlobalAveragePool", ["first"], ["pooled"])
    file.node("Flatten", ["pooled"], ["y"])
    let network = try network(file)
    try expectTheSameFunction(network)
    let image = Tensor.uniform(0, 1, shape: [1, 4, 6, 6], key: RandomKey(seed: 3))
    let pixels = image.elements
    let expected = (0..<4).map { (channel: Int) -> Float in
      let products = (0..<36).map { (place: Int) -> Float in pixels[channel * 36 + place] * pixels[place * 4 + channel]
      }
      return products.reduce(0, +) / 36
    }
    let logits = try network.logits(for: image).values.elements
    #expect(zip(logits, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(logits) for \(expected)")
  }

  @Test func whatExportersWriteInPiecesIsOneLayer() throws {
    let transformer = try network(ONNXExamples.transformer).graph().layerNames
    #expect(transformer.contains("bent") && !transformer.contains { $0.contains("erf") })
    let block = try network(ONNXExamples.channelsLastBlock).graph().layerNames
    #expect(block.contains("normal") && block.contains("bent"))
    #expect(!block.contains("variance") && !block.contains { $0.contains("clipped") })
  }

  /// What lies between is looked at: then it must stay.
  @Test func piecesThatOthersReadStayApart() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 2, 3, 3]
    ONNXExamples.gelu(&file, "x", "bent")
    file.node("Add", ["bent", "bent-erf"], ["sum"])
    file.node("GlobalAveragePool", ["sum"], ["pooled"])
    file.node("Flatten", ["pooled"], ["y"])
    let network = try network(file)
    #expect(try network.graph().layerNames.contains("bent-erf"))
    try expectTheSameFunction(network)
  }

  @Test(arguments: ["transformer", "channelsLastBlock", "attention", "various", "convolutional"])
  func theFrozenNetworkIsTheSameFunction(_ name: String) throws {
    let files = [
      "transformer": ONNXExamples.transformer, "channelsLastBlock": ONNXExamples.channelsLastBlock,
      "attention": ONNXExamples.attention, "various": ONNXExamples.various, "convolutional": ONNXExamples.convolutional,
    ]
    let network = try network(#require(files[name]))
    try expectTheSameFunction(network)
    try expectTheSameBitsEverywhere(network)
  }

  private func run(_ model: any DifferentiableClassifier, _ images: Tensor, _ weights: Tensor) throws -> [Tensor] {
    let (logits, gradient) = try model.logitsAndInputGradient(for: images) { _, rows in weights.rows(rows) }
    return [logits.values, gradient]
  }

  private func operands(_ network: Network, _ count: Int) -> (images: Tensor, weights: Tensor) {
    let key = RandomKey(seed: 8)
    return (
      .uniform(-1, 1, shape: Shape([count] + network.inputShape.dimensions), key: key.derived("images")),
      .uniform(-1, 1, shape: [count, network.classCount], key: key.derived("weights"))
    )
  }

  private func expectTheSameFunction(_ network: Network) throws {
    let (images, weights) = operands(network, 5)
    let expected = try run(network, images, weights)
    for (result, wanted) in zip(try run(network.frozen(), images, weights), expected) {
      let scale = wanted.elements.reduce(1) { max($0, $1.magnitude) }
      #expect(largestDistance(result, wanted) < 1e-5 * scale)
    }
  }

  private func expectTheSameBitsEverywhere(_ network: Network) throws {
    let frozen = try network.frozen()
    let (images, weights) = operands(network, 7)
    let expected = try ComputeContext.with(threads: 1) { try run(frozen, images, weights) }
    func expectSame(_ results: [Tensor], _ comment: Comment) {
      for (result, wanted) in zip(results, expected) { #expect(haveSameBits(result, wanted), comment) }
    }
    for threads in [2, 3] {
      expectSame(try ComputeContext.with(threads: threads) { try run(frozen, images, weights) }, "\(threads) threads")
    }
    for instructionSet in Kernels.supported {
      let results = try ComputeContext.with(instructionSet: instructionSet) { try run(frozen, images, weights) }
      expectSame(results, "\(instructionSet)")
    }
    for row in 0..<7 {
      let one = try run(frozen, images.rows([row]), weights.rows([row]))
      for (result, wanted) in zip(one, expected) { #expect(haveSameBits(result, wanted.rows([row])), "row \(row)") }
    }
  }

  /// Exported networks of which there is one of our own, in the folder that `ASSAY_ONNX_DIR` names, in its steps.
  @Test func exportedNetworksRunInTheStepsOfOurOwn() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_DIR"] else {
      print("skipped: ASSAY_ONNX_DIR does not name a folder of exported networks")
      return
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".onnx") }.sorted()
    for file in files {
      let name = String(file.dropLast(5)).replacing("_", with: "-")
      guard Architecture.names.contains(name) else { continue }
      let exported = try ONNXModel(at: "\(folder)/\(file)").network
      let own = try Architecture.named(name, classes: exported.classCount).taking(exported.inputShape)
      // Some were exported with a head of their own.
      guard own.multiplyAdds == exported.architecture.multiplyAdds else { continue }
      // Branches within branches are put together at once in a file.
      let kinds = try [exported, Network(own, key: RandomKey(seed: 0))].map { network in
        try steps(network).filter { !$0.hasPrefix("ConcatenateStep") }
      }
      #expect(kinds[0] == kinds[1], "\(name)")
      print("\(name): \(kinds[0].count) steps as our own")
    }
  }
}

import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// What networks from ONNX files are, and what is refused.
@Suite struct ONNXReadingTests {
  /// Images × factor + summand by numbers of `type`, flattened.
  private func scaled(type: Int, bytes: [UInt8], shape: [Int] = []) throws -> Tensor {
    var file = ONNXFileBuilder()
    file.tensor("factor", shape: shape, type: type, bytes: bytes)
    file.node("Cast", ["factor"], ["float"], [("to", .integer(1))])
    file.node("Mul", ["x", "float"], ["product"])
    file.node("Flatten", ["product"], ["y"])
    let network = try ONNXModel(data: file.data(), name: "scaled").network
    return try network.logits(for: Tensor(shape: [1, 1, 2, 2], elements: [1, 2, 3, 4])).values
  }

  @Test func numbersOfEveryType() throws {
    let threes: [(type: Int, bytes: [UInt8])] = [
      (1, [0, 0, 0x40, 0x40]), (2, [3]), (3, [3]), (6, [3, 0, 0, 0]), (7, [3, 0, 0, 0, 0, 0, 0, 0]), (10, [0, 0x42]),
      (11, [0, 0, 0, 0, 0, 0, 8, 0x40]), (16, [0x40, 0x40]),
    ]
    for (type, bytes) in threes {
      #expect(try scaled(type: type, bytes: bytes).elements == [3, 6, 9, 12], "type \(type)")
      #expect(try scaled(type: type, bytes: bytes, shape: [1, 1, 1, 1]).elements == [3, 6, 9, 12], "type \(type)")
    }
    #expect(try scaled(type: 9, bytes: [1]).elements == [1, 2, 3, 4])
  }

  @Test(arguments: [5, 7])
  func integersWrittenAsNumbers(field: Int) throws {
    var file = ONNXFileBuilder()
    file.tensor("factor", shape: [1], type: field == 5 ? 6 : 7) { $0.integer(field, -3) }
    file.node("Cast", ["factor"], ["float"], [("to", .integer(1))])
    file.node("Mul", ["x", "float"], ["product"])
    file.node("Flatten", ["product"], ["y"])
    let network = try ONNXModel(data: file.data(), name: "scaled").network
    #expect(try network.logits(for: Tensor(repeating: 2, shape: [1, 1, 2, 2])).values.elements == [-6, -6, -6, -6])
  }

  @Test func aConvolutionalNetworkIsALayeredClassifier() throws {
    let read = try ONNXModel(data: ONNXExamples.convolutional.data(), name: "small")
    #expect(read.notes.isEmpty)
    let network = read.network
    #expect(network.inputShape == [2, 6, 6] && network.classCount == 3)
    #expect(network.parameterNames.contains("w1") && !network.weightNames.contains("variance"))
    let names = try network.graph().layerNames
    #expect(names.contains("stem") && names.contains("head"), "\(names)")
    try expectIndependentExamples(network)
  }

  @Test func attentionKeepsExamplesApart() throws {
    let network = try ONNXModel(data: ONNXExamples.attention.data(), name: "attention").network
    try expectIndependentExamples(network)
  }

  @Test func everyLayerOfAttentionKeepsExamplesApart() throws {
    let network = try ONNXModel(data: ONNXExamples.attention.data(), name: "attention").network
    let graph = try network.graph()
    let images = Tensor.uniform(-1, 1, shape: [3, 4, 2, 3], key: RandomKey(seed: 4))
    let together = graph.values(for: images)
    let alone = graph.values(for: images.rows(1..<2))
    for node in graph.nodes {
      let (all, one) = (try #require(together[node.output]), try #require(alone[node.output]))
      #expect(all.shape.dimensions.dropFirst() == node.outputShape.dimensions[...], "\(node.name)")
      #expect(largestDistance(all.rows(1..<2), one) <= 1e-5, "\(node.name)")
    }
  }

  @Test func variousOperators() throws {
    try expectIndependentExamples(try ONNXModel(data: ONNXExamples.various.data(), name: "various").network)
  }

  @Test func aSoftmaxAtTheEndIsLeftOutUnlessWanted() throws {
    var file = ONNXFileBuilder()
    file.node("Flatten", ["x"], ["f"])
    file.node("Softmax", ["f"], ["y"])
    let images = Tensor(shape: [1, 1, 2, 2], elements: [0, 1, 0, 0])
    let read = try ONNXModel(data: file.data(), name: "softmax")
    #expect(read.notes.count == 1 && read.notes[0].contains("softmax"))
    #expect(try read.network.logits(for: images).values.elements == [0, 1, 0, 0])
    let kept = try ONNXModel(data: file.data(), name: "softmax", keepsProbabilities: true)
    #expect(kept.notes.isEmpty)
    #expect(abs(try kept.network.logits(for: images).values.elements.reduce(0, +) - 1) < 1e-6)
  }

  @Test func aFixedNumberOfImagesIsTakenForAny() throws {
    var file = ONNXFileBuilder()
    file.input = [1, 1, 2, 2]
    file.tensor("shape", [1, -1])
    file.node("Reshape", ["x", "shape"], ["y"])
    let read = try ONNXModel(data: file.data(), name: "fixed")
    #expect(read.notes.count == 1)
    #expect(try read.network.logits(for: .zeros([3, 1, 2, 2])).values.shape == [3, 4])
  }

  @Test func rowsOfFeaturesAreImagesOfAGivenShape() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 4]
    file.node("Relu", ["x"], ["y"])
    #expect(throws: AssayError.self) { try ONNXModel(data: file.data(), name: "flat") }
    let network = try ONNXModel(data: file.data(), name: "flat", inputShape: [1, 2, 2]).network
    let images = Tensor(shape: [1, 1, 2, 2], elements: [1, -2, 3, 4])
    #expect(try network.logits(for: images).values.elements == [1, 0, 3, 4])
  }

  @Test func channelsThatComeLastAreChannelsAllTheSame() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 4, 5, 3]
    file.node("Transpose", ["x"], ["first"], [("perm", .integers([0, 3, 1, 2]))])
    file.node("GlobalAveragePool", ["first"], ["g"])
    file.node("Flatten", ["g"], ["y"])
    let network = try ONNXModel(data: file.data(), name: "last").network
    #expect(network.inputShape == [3, 4, 5] && network.classCount == 3)
    let images = Tensor.uniform(0, 1, shape: [2, 3, 4, 5], key: RandomKey(seed: 1))
    let expected = images.mean(axes: [2, 3])
    #expect(largestDistance(try network.logits(for: images).values, expected) < 1e-6)
  }

  @Test func weightsInOtherFiles() throws {
    try TemporaryFolder.with { folder in
      let place = folder.file("model.onnx").path(percentEncoded: false)
      try Data([9, 9, 0, 0, 0x40, 0x40]).write(to: folder.file("weights.bin"))
      func read(_ external: [(String, String)]) throws -> [Float] {
        var file = ONNXFileBuilder()
        file.tensor("factor", shape: [1], external: external)
        file.node("Mul", ["x", "factor"], ["product"])
        file.node("Flatten", ["product"], ["y"])
        try file.data().write(to: URL(filePath: place))
        let network = try ONNXModel(at: place).network
        return try network.logits(for: Tensor(repeating: 1, shape: [1, 1, 2, 2])).values.elements
      }
      #expect(try read([("location", "weights.bin"), ("offset", "2"), ("length", "4")]) == [3, 3, 3, 3])
      let refused: [[(String, String)]] = [
        [("location", "weights.bin"), ("offset", "3")], [("location", "weights.bin"), ("length", "8")],
        [("location", "../weights.bin"), ("offset", "2")], [("location", "/etc/hostname")], [("location", "none.bin")],
        [("location", "weights.bin"), ("offset", "-2")],
        [("location", "weights.bin"), ("offset", "9223372036854775807")],
        [],
      ]
      let lost = #expect(throws: AssayError.self) { try read([("location", "lost.data")]) }
      #expect(lost?.kind == .missingFile && lost?.advice?.contains("Move both together") == true)
      for external in refused {
        #expect(throws: AssayError.self, "\(external)") { try read(external) }
      }
    }
  }
}

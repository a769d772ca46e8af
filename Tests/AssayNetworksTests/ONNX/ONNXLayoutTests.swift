import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Networks that keep the channels last are the same networks with the channels first.
@Suite struct ONNXLayoutTests {
  private static let images = Tensor.uniform(0, 1, shape: [3, 2, 6, 5], key: RandomKey(seed: 4))

  @Test func transpositionsAreNotComputed() throws {
    let last = try ONNXModel(data: ONNXExamples.mixed(channelsLast: true).data(), name: "last")
    #expect(last.inputShape == [2, 6, 5] && last.notes.count == 1 && last.notes[0].contains("channels last"))
    let kinds = try last.network.graph().nodes.compactMap { node in
      if case .function(let function) = node.operation { return function.kind }
      return nil
    }
    #expect(!kinds.contains("Transpose") && !kinds.contains("Reshape"), "\(kinds)")
    let first = try ONNXModel(data: ONNXExamples.mixed(channelsLast: false).data(), name: "first")
    #expect(first.notes.isEmpty)
    let upstream = Tensor.uniform(-1, 1, shape: [3, 5], key: RandomKey(seed: 6))
    let (expected, slope) = try first.logitsAndInputGradient(for: Self.images) { _, rows in upstream.rows(Array(rows)) }
    for model in [last.network, try last.network.frozen()] as [any DifferentiableClassifier] {
      let (logits, gradient) = try model.logitsAndInputGradient(for: Self.images) { _, rows in
        upstream.rows(Array(rows))
      }
      #expect(largestDistance(logits.values, expected.values) < 1e-5)
      #expect(largestDistance(gradient, slope) < 1e-5)
    }
  }

  /// What no rule covers gets the axes in the order that it says.
  @Test func transpositionsThatAreNeededAreComputed() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 2, 6, 5]
    file.node("Transpose", ["x"], ["last"], [("perm", .integers([0, 2, 3, 1]))])
    file.node("Relu", ["last"], ["r"])
    file.tensor("shape", [0, 6, 10])
    file.node("Reshape", ["r", "shape"], ["rows"])
    file.tensor("places", [1])
    file.node("Gather", ["rows", "places"], ["row"], [("axis", .integer(1))])
    file.node("Flatten", ["row"], ["y"])
    let network = try ONNXModel(data: file.data(), name: "rows").network
    let expected = Self.images.permuted([0, 2, 3, 1]).slice(1..<2, axis: 1).reshaped(to: [3, 10])
    #expect(try network.logits(for: Self.images).values.elements == expected.elements)
    #expect(try network.frozen().logits(for: Self.images).values.elements == expected.elements)
  }

  @Test func theChannelsArePlacedByNodesThenByShape() throws {
    func shape(_ input: [Int?], channelsLast: Bool? = nil, _ nodes: [(String, [Int])] = []) throws -> Shape {
      var file = ONNXFileBuilder()
      file.input = input
      var name = "x"
      for (index, (operation, order)) in nodes.enumerated() {
        file.node(operation, [name], ["n\(index)"], order.isEmpty ? [] : [("perm", .integers(order))])
        name = "n\(index)"
      }
      file.node("Flatten", [name], ["y"])
      return try ONNXModel(data: file.data(), name: "placed", channelsLast: channelsLast).inputShape
    }
    #expect(try shape([nil, 7, 6, 3]) == [3, 7, 6])
    #expect(try shape([nil, 3, 6, 7]) == [3, 6, 7])
    #expect(try shape([nil, 3, 6, 3]) == [3, 6, 3])
    #expect(try shape([nil, 7, 6, 3], channelsLast: false) == [7, 6, 3])
    #expect(try shape([nil, 3, 6, 7], channelsLast: true) == [7, 3, 6])
    #expect(try shape([nil, 7, 6, 3], [("GlobalAveragePool", [])]) == [7, 6, 3])
    #expect(try shape([nil, 3, 6, 7], [("Relu", []), ("Transpose", [0, 3, 1, 2])]) == [7, 3, 6])
    #expect(try shape([nil, 7, 6, 3], [("Neg", []), ("Transpose", [0, 2, 3, 1])]) == [7, 6, 3])
    #expect(try shape([nil, 6, 5]) == [1, 6, 5])
  }

  /// Flattened in the order of rows, columns and channels.
  @Test func featuresOfPixels() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 60]
    file.node("Neg", ["x"], ["y"])
    let model = try ONNXModel(data: file.data(), name: "row", inputShape: [2, 6, 5], channelsLast: true)
    let expected = (-Self.images).permuted([0, 2, 3, 1]).reshaped(to: [3, 60])
    #expect(try model.logits(for: Self.images).values.elements == expected.elements)
  }
}

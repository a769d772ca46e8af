import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Operators whose meaning or form changed from one version to another: the file's version decides.
@Suite struct ONNXVersionTests {
  /// The numbers 1 to 8 as 1×2×2×2, as `x` of every file here.
  private static let numbers = (1...8).map { Float($0) }

  /// What one node makes of ``numbers``, by the reader's own arithmetic.
  private func output(
    opset: Int, _ operation: String, _ inputs: [String] = ["x"], _ settings: [(String, ONNXFileBuilder.Setting)] = [],
    outputs: [String] = ["y"], _ build: (inout ONNXFileBuilder) -> Void = { _ in }
  ) throws -> ONNXConstantGraph.Output {
    var file = ONNXFileBuilder()
    file.opset = opset
    file.tensor("x", shape: [1, 2, 2, 2], Self.numbers)
    build(&file)
    file.node(operation, inputs, outputs, settings)
    return try #require(try ONNXConstantGraph(data: file.data()).outputs["y"])
  }

  private func isNear(_ output: ONNXConstantGraph.Output, _ expected: [Float]) -> Bool {
    output.numbers.count == expected.count && zip(output.numbers, expected).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  /// The softmax of 1 to 8 in rows of `count` neighbours; the figures are those of onnxruntime 1.31.
  private func softmax(rowsOf count: Int) -> [Float] {
    let row: [Float] =
      count == 8
      ? [0.00057661, 0.00156739, 0.00426062, 0.01158158, 0.03148199, 0.0855769, 0.23262219, 0.63233268]
      : [0.26894143, 0.73105860]
    return [[Float]](repeating: row, count: 8 / count).flatMap { $0 }
  }

  @Test func softmaxWentOverAllAxesFromOneOn() throws {
    #expect(isNear(try output(opset: 12, "Softmax"), softmax(rowsOf: 8)))
    #expect(isNear(try output(opset: 12, "Softmax", ["x"], [("axis", .integer(3))]), softmax(rowsOf: 2)))
    #expect(isNear(try output(opset: 13, "Softmax"), softmax(rowsOf: 2)))
    let alongChannels = try output(opset: 13, "Softmax", ["x"], [("axis", .integer(1))])
    #expect(isNear(alongChannels, [Float](repeating: 0.01798621, count: 4) + [Float](repeating: 0.98201376, count: 4)))
    let logarithms = try output(opset: 12, "LogSoftmax")
    #expect(zip(logarithms.numbers, softmax(rowsOf: 8)).allSatisfy { abs(exp($0) - $1) < 1e-5 })
  }

  @Test func groupsHadFactorsBeforeChannelsHad() throws {
    func normalized(_ opset: Int, groups: Int, _ scale: [Float]) throws -> ONNXConstantGraph.Output {
      try output(
        opset: opset, "GroupNormalization", ["x", "scale", "shift"], [("num_groups", .integer(groups))]
      ) { file in
        file.tensor("scale", shape: [scale.count], scale)
        file.tensor("shift", shape: [scale.count], [Float](repeating: 0, count: scale.count))
      }
    }
    let byGroup = try normalized(18, groups: 1, [2])
    let byChannel = try normalized(21, groups: 1, [2, 2])
    #expect(byGroup.numbers == byChannel.numbers)
    #expect(abs(byGroup.numbers[7] - 3.05505) < 1e-4)
    #expect(throws: AssayError.self) { try normalized(18, groups: 1, [2, 2]) }
    #expect(throws: AssayError.self) { try normalized(21, groups: 1, [2]) }
  }

  @Test func batchNormalizationSaidOtherwiseThatItTrains() throws {
    func normalized(
      _ opset: Int, _ settings: [(String, ONNXFileBuilder.Setting)] = [], outputs: [String] = ["y"]
    ) throws -> ONNXConstantGraph.Output {
      try output(opset: opset, "BatchNormalization", ["x", "s", "b", "m", "v"], settings, outputs: outputs) { file in
        for (name, number) in [("s", 2), ("b", 1), ("m", 3), ("v", 4)] as [(String, Float)] {
          file.tensor(name, shape: [2], [number, number])
        }
      }
    }
    let expected = Self.numbers.map { ($0 - 3) / (4 + 1e-5 as Float).squareRoot() * 2 + 1 }
    for opset in [7, 9, 14, 15] { #expect(isNear(try normalized(opset), expected), "\(opset)") }
    #expect(throws: AssayError.self) { try normalized(7, [("spatial", .integer(0))]) }
    #expect(throws: AssayError.self) { try normalized(9, outputs: ["y", "mean", "var", "saved", "kept"]) }
    // A constant in training is normalised by its own statistics.
    let own: [Float] = [-1.683271, 0.105576, 1.894424, 3.683271]
    #expect(isNear(try normalized(15, [("training_mode", .integer(1))]), own + own))
  }

  @Test func enlargingSaidItsFactorsInThreeWays() throws {
    let wide: [Float] = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
    let mode: [(String, ONNXFileBuilder.Setting)] = [("mode", .text("nearest"))]
    let old = try output(
      opset: 7, "Upsample", ["x"], mode + [("scales", .floats([1, 1, 1, 2]))])
    #expect(isNear(old, wide))
    func factors(_ file: inout ONNXFileBuilder) { file.tensor("factors", shape: [4], [1, 1, 1, 2]) }
    #expect(isNear(try output(opset: 9, "Upsample", ["x", "factors"], mode, factors), wide))
    #expect(isNear(try output(opset: 10, "Resize", ["x", "factors"], mode, factors), wide))
    #expect(
      isNear(
        try output(opset: 11, "Resize", ["x", "none", "factors"], mode) { file in
          factors(&file)
          file.tensor("none", shape: [0], [])
        }, wide))
    #expect(isNear(try output(opset: 19, "Resize", ["x", "", "factors"], mode, factors), wide))
    // Linear: version 10 keeps the first pixel where it is, version 11 by default its centre.
    let linear: [(String, ONNXFileBuilder.Setting)] = [("mode", .text("linear"))]
    let ten = try output(opset: 10, "Resize", ["x", "factors"], linear, factors)
    #expect(Array(ten.numbers.prefix(4)) == [1, 1.5, 2, 2])
    let eleven = try output(opset: 11, "Resize", ["x", "", "factors"], linear, factors)
    #expect(Array(eleven.numbers.prefix(4)) == [1, 1.25, 1.75, 2])
  }

  @Test func sizesOfChosenAxes() throws {
    let one = try output(
      opset: 18, "Resize", ["x", "", "", "sizes"],
      [("mode", .text("linear")), ("axes", .integers([3])), ("antialias", .integer(1))]
    ) { $0.tensor("sizes", [1]) }
    #expect(one.shape == [1, 2, 2, 1] && isNear(one, [1.5, 3.5, 5.5, 7.5]))
    let bounded = try output(
      opset: 18, "Resize", ["x", "", "", "sizes"],
      [("axes", .integers([2, 3])), ("keep_aspect_ratio_policy", .text("not_larger"))]
    ) { $0.tensor("sizes", [4, 6]) }
    #expect(bounded.shape == [1, 2, 4, 4])
  }

  /// Settings that became inputs mean the same in either form.
  @Test func settingsThatBecameInputs() throws {
    typealias Form = (opset: Int, inputs: [String], settings: [(String, ONNXFileBuilder.Setting)])
    let pairs: [(operation: String, old: Form, new: Form)] = [
      (
        "Slice", (9, ["x"], [("starts", .integers([1])), ("ends", .integers([9])), ("axes", .integers([1]))]),
        (10, ["x", "one", "nine", "one"], [])
      ),
      (
        "Pad", (10, ["x"], [("pads", .integers([0, 0, 1, 0, 0, 0, 0, 2])), ("value", .float(3))]),
        (11, ["x", "pads", "three"], [])
      ),
      ("Clip", (10, ["x"], [("min", .float(3))]), (11, ["x", "three"], [])),
      ("Squeeze", (12, ["x"], [("axes", .integers([0]))]), (13, ["x", "zero"], [])),
      ("Unsqueeze", (12, ["x"], [("axes", .integers([1]))]), (13, ["x", "one"], [])),
      ("ReduceSum", (12, ["x"], [("axes", .integers([1]))]), (13, ["x", "one"], [])),
      ("ReduceMean", (17, ["x"], [("axes", .integers([1]))]), (18, ["x", "one"], [])),
      ("ReduceMax", (13, ["x"], [("axes", .integers([1]))]), (20, ["x", "one"], [])),
      ("Dropout", (7, ["x"], [("ratio", .float(0.5))]), (12, ["x", "three"], [])),
      (
        "Split", (12, ["x"], [("axis", .integer(1)), ("split", .integers([1, 1]))]),
        (13, ["x", "ones"], [("axis", .integer(1))])
      ),
      (
        "Split", (13, ["x"], [("axis", .integer(1))]),
        (18, ["x"], [("axis", .integer(1)), ("num_outputs", .integer(2))])
      ),
    ]
    for (operation, old, new) in pairs {
      func read(_ form: Form) throws -> ONNXConstantGraph.Output {
        try output(
          opset: form.opset, operation, form.inputs, form.settings, outputs: operation == "Split" ? ["z", "y"] : ["y"]
        ) { file in
          file.tensor("zero", [0])
          file.tensor("one", [1])
          file.tensor("nine", [9])
          file.tensor("ones", [1, 1])
          file.tensor("pads", [0, 0, 1, 0, 0, 0, 0, 2])
          file.tensor("three", shape: [], [3])
        }
      }
      let (first, second) = (try read(old), try read(new))
      #expect(first.shape == second.shape && first.numbers == second.numbers, "\(operation)")
      #expect(!first.numbers.isEmpty)
    }
  }

  @Test func aDenseLayerNeedsNoBias() throws {
    func product(_ opset: Int, _ inputs: [String]) throws -> [Float] {
      try output(opset: opset, "Gemm", inputs, [("transB", .integer(1))]) { file in
        file.tensor("a", shape: [1, 2], [1, 2])
        file.tensor("b", shape: [2, 2], [1, 2, 3, 4])
        file.tensor("c", shape: [2], [0, 0])
      }.numbers
    }
    #expect(try product(9, ["a", "b", "c"]) == [5, 11])
    #expect(try product(11, ["a", "b"]) == [5, 11])
  }

  @Test func averagesWithGapsBetweenTheirPixels() throws {
    let settings: [(String, ONNXFileBuilder.Setting)] = [
      ("kernel_shape", .integers([1, 2])), ("dilations", .integers([1, 2])), ("pads", .integers([0, 1, 0, 1])),
    ]
    #expect(try output(opset: 19, "AveragePool", ["x"], settings).numbers == [2, 1, 4, 3, 6, 5, 8, 7])
  }
}

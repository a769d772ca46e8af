import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Files that cannot work are refused when they are read, never read wrongly.
@Suite struct ONNXRefusalTests {
  private func error(of data: Data, inputShape: Shape? = nil) throws -> AssayError {
    try #require(throws: AssayError.self) { try ONNXModel(data: data, name: "refused", inputShape: inputShape) }
  }

  @Test func everyUnknownOperatorIsListed() throws {
    var file = ONNXFileBuilder()
    file.node("NonMaxSuppression", ["x"], ["a"], name: "first")
    file.node("Relu", ["a"], ["b"])
    file.node("Special", ["b"], ["y"], name: "second", domain: "com.example")
    file.node("Loop", ["b"], ["unused"], name: "third")
    let error = try error(of: file.data())
    #expect(error.kind == .unsupported)
    let found = try #require(error.found)
    #expect(
      found.contains("NonMaxSuppression (opset 17) at “first”") && found.contains("com.example.Special"), "\(found)")
    #expect(!found.contains("Relu") && !found.contains("Loop"), "what the output does not need is not read: \(found)")
    #expect(error.advice != nil)
  }

  @Test(arguments: [1, 6, 26, 99])
  func versionsThatAreNotKnown(opset: Int) throws {
    var file = ONNXExamples.convolutional
    file.opset = opset
    #expect(try error(of: file.data()).found == "opset \(opset)")
  }

  @Test func whatIsNoClassifierOfImages() throws {
    var twoInputs = ONNXFileBuilder()
    twoInputs.moreInputs = ["z"]
    twoInputs.node("Flatten", ["x"], ["y"])
    var integers = ONNXFileBuilder()
    integers.inputType = 2
    integers.node("Flatten", ["x"], ["y"])
    var oneScore = ONNXFileBuilder()
    oneScore.node("GlobalAveragePool", ["x"], ["g"])
    oneScore.node("Flatten", ["g"], ["y"])
    var images = ONNXFileBuilder()
    images.node("Relu", ["x"], ["y"])
    var rounded = ONNXFileBuilder()
    rounded.node("Cast", ["x"], ["c"], [("to", .integer(7))])
    rounded.node("Flatten", ["c"], ["y"])
    var open = ONNXFileBuilder()
    open.input = [nil, 1, nil, nil]
    open.node("Flatten", ["x"], ["y"])
    for (file, kind) in [
      (twoInputs, AssayError.Kind.unsupported), (integers, .unsupported), (oneScore, .unsupported),
      (images, .unsupported), (rounded, .unsupported), (open, .invalidArgument),
    ] {
      #expect(try error(of: file.data()).kind == kind)
    }
    #expect(try error(of: open.data(), inputShape: [3, 2, 2]).kind == .shapeMismatch)
    #expect(try ONNXModel(data: open.data(), name: "open", inputShape: [1, 2, 2]).network.classCount == 4)
  }

  /// Images must not see each other: what would mix them is refused.
  @Test func whatMixesImages() throws {
    func refused(_ build: (inout ONNXFileBuilder) -> Void) throws -> AssayError.Kind {
      var file = ONNXFileBuilder()
      build(&file)
      return try error(of: file.data()).kind
    }
    #expect(
      try refused { file in
        file.node("Flatten", ["x"], ["f"])
        file.node("Softmax", ["f"], ["y"], [("axis", .integer(0))])
      } == .unsupported)
    #expect(
      try refused { file in
        file.node("ReduceMean", ["x"], ["m"], [("axes", .integers([0]))])
        file.node("Flatten", ["m"], ["y"])
      } == .unsupported)
    #expect(
      try refused { file in
        file.tensor("places", [0])
        file.node("Gather", ["x", "places"], ["g"], [("axis", .integer(0))])
        file.node("Flatten", ["g"], ["y"])
      } == .unsupported)
    #expect(
      try refused { file in
        file.node("Flatten", ["x"], ["f"])
        file.node("Transpose", ["f"], ["t"])
        file.node("MatMul", ["f", "t"], ["y"])
      } == .unsupported)
  }

  @Test func numbersThatAreNotFinite() throws {
    var file = ONNXFileBuilder()
    file.tensor("factors", shape: [4], [1, .nan, 1, 1])
    file.node("Flatten", ["x"], ["f"])
    file.node("Mul", ["f", "factors"], ["y"])
    #expect(try error(of: file.data()).kind == .notFinite)
  }

  @Test func filesThatEndEarly() throws {
    let data = ONNXExamples.convolutional.data()
    for count in 0..<data.count {
      // What comes behind the graph may be missing: then the version of the operators is.
      let error = try error(of: data.prefix(count))
      #expect([.malformedData, .unsupported].contains(error.kind), "\(count) bytes: \(error)")
    }
  }

  @Test func messagesThatLieTooDeep() throws {
    var bytes: [UInt8] = []
    for _ in 0..<200 where bytes.count < 120 { bytes = [0x3A, UInt8(bytes.count)] + bytes }
    #expect([.malformedData, .limitExceeded, .unsupported].contains(try error(of: Data(bytes)).kind))
  }

  @Test func constantsThatTheFileDoesNotHold() throws {
    var file = ONNXFileBuilder()
    file.tensor("shape", [1 << 20, 1 << 20])
    file.node("ConstantOfShape", ["shape"], ["c"])
    file.node("Add", ["x", "c"], ["y"])
    #expect(try error(of: file.data()).kind == .limitExceeded)
  }
}

import AssayBase
import AssayNetworks
import AssayTensor
import Foundation
import Testing

/// Where the logits of a file are, however it makes probabilities of them.
@Suite struct ONNXHeadTests {
  private static let images = Tensor(shape: [2, 1, 2, 2], elements: [0, 1, 0.5, 0.2, 1, 0.1, 0.7, 0.3])

  private func read(_ build: (inout ONNXFileBuilder) -> Void) throws -> ONNXModel {
    var file = ONNXFileBuilder()
    file.node("Flatten", ["x"], ["f"])
    build(&file)
    return try ONNXModel(data: file.data(), name: "head")
  }

  @Test func aSoftmaxInPieces() throws {
    let model = try read { file in
      file.node("ReduceMax", ["f"], ["m"], [("axes", .integers([1]))])
      file.node("Sub", ["f", "m"], ["d"])
      file.node("Exp", ["d"], ["e"])
      file.node("ReduceSum", ["e"], ["s"], [("axes", .integers([1]))])
      file.node("Div", ["e", "s"], ["y"])
    }
    #expect(model.notes.count == 1 && model.notes[0].contains("softmax"))
    #expect(try model.logits(for: Self.images).values.elements == Self.images.elements)
  }

  @Test func aLogisticFunctionOfEachScore() throws {
    let model = try read { $0.node("Sigmoid", ["f"], ["y"]) }
    #expect(model.notes.count == 1 && model.notes[0].contains("logistic"))
    #expect(try model.logits(for: Self.images).values.elements == Self.images.elements)
  }

  /// One number for two classes, as the second's probability or both.
  @Test(arguments: [false, true])
  func oneNumberForTwoClasses(givesBoth: Bool) throws {
    let model = try read { file in
      file.tensor("w", shape: [4, 1], [1, -2, 3, -1])
      file.node("MatMul", ["f", "w"], ["d"])
      file.node("Sigmoid", ["d"], [givesBoth ? "p" : "y"])
      guard givesBoth else { return }
      file.tensor("one", shape: [1], [1])
      file.node("Sub", ["one", "p"], ["q"])
      file.node("Concat", ["q", "p"], ["y"], [("axis", .integer(1))])
    }
    #expect(model.classCount == 2 && model.notes.count == 1)
    let scores: [Float] = [-2 + 1.5 - 0.2, 1 - 0.2 + 2.1 - 0.3]
    let logits = try model.logits(for: Self.images).values.elements
    for (logit, expected) in zip(logits, scores.flatMap { [-$0 / 2, $0 / 2] }) { #expect(abs(logit - expected) < 1e-6) }
  }

  @Test func whatOnlyLooksLikeAProbability() throws {
    // A bound between 0 and 1 is no logistic function, and one number without one is no classifier.
    let bounded = try read { $0.node("HardSigmoid", ["f"], ["y"]) }
    #expect(bounded.notes.isEmpty)
    #expect(throws: AssayError.self) { try read { $0.node("ReduceMean", ["f"], ["y"], [("axes", .integers([1]))]) } }
  }

  @Test func treesAreTestedAsBlackBoxes() throws {
    let error = try #require(throws: AssayError.self) {
      try read { $0.node("TreeEnsembleClassifier", ["f"], ["label", "y"], domain: "ai.onnx.ml") }
    }
    #expect(error.advice?.contains("black box") ?? false)
  }
}

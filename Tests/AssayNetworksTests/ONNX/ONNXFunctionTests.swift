import AssayBase
import AssayNetworks
import AssayTensor
import Foundation
import Testing

/// Operators that a file defines itself.
@Suite struct ONNXFunctionTests {
  private typealias Builder = ONNXFileBuilder

  private func logits(_ file: ONNXFileBuilder) throws -> [Float] {
    let images = Tensor(shape: [1, 1, 2, 2], elements: [0.5, -1, 2, -3])
    return try ONNXModel(data: file.data(), name: "functions").network.logits(for: images).values.elements
  }

  /// Values in between are told apart, settings are taken from the call, and functions call functions.
  @Test func callsStandForNodes() throws {
    var file = ONNXFileBuilder()
    file.function(
      "Leaky", ["a", "b"], ["r"],
      [
        Builder.node("Mul", ["a", "b"], ["m"]),
        Builder.node("LeakyRelu", ["m"], ["r"], [("alpha", .reference("slope"))]),
      ])
    file.function(
      "Twice", ["a", "b"], ["c"],
      [
        Builder.node("Leaky", ["a", "b"], ["m"], domain: "local", [("slope", .float(0.5))]),
        Builder.node("Leaky", ["m", "b"], ["c"], domain: "local"),
      ])
    file.tensor("two", shape: [1], [2])
    file.node("Flatten", ["x"], ["f"])
    file.node("Twice", ["f", "two"], ["t"], domain: "local")
    file.node("Twice", ["t", "two"], ["y"], domain: "local")
    // By halves and, where the call says nothing, by hundredths: as LeakyRelu itself would.
    let twice: (Float) -> Float = { $0 > 0 ? $0 * 4 : $0 * 2 * 0.5 * 2 * 0.01 }
    for (found, expected) in zip(try logits(file), [0.5, -1, 2, -3].map { twice(twice($0)) }) {
      #expect(abs(found - expected) <= 1e-6 * abs(expected))
    }
  }

  @Test func callsWithoutEndAreRefused() throws {
    var endless = ONNXFileBuilder()
    endless.function("F", ["a"], ["b"], [Builder.node("F", ["a"], ["b"], domain: "local")])
    endless.node("F", ["x"], ["y"], domain: "local")
    // Each calls the next eight times, and the last does nothing.
    var many = ONNXFileBuilder()
    for level in 0..<20 {
      many.function("F\(level)", [], [], (0..<8).map { _ in Builder.node("F\(level + 1)", [], [], domain: "local") })
    }
    many.function("F20", [], [], [])
    many.node("F0", [], [], domain: "local")
    many.node("Flatten", ["x"], ["y"])
    for file in [endless, many] {
      let error = #expect(throws: AssayError.self) { try logits(file) }
      #expect(error?.kind == .limitExceeded)
    }
  }

  @Test func callsThatDoNotFitAreRefused() throws {
    var tooMany = ONNXFileBuilder()
    tooMany.function("F", ["a"], ["b"], [Builder.node("Flatten", ["a"], ["b"])])
    tooMany.node("F", ["x", "x"], ["y"], domain: "local")
    var passed = ONNXFileBuilder()
    passed.function("F", ["a"], ["a"], [])
    passed.node("F", ["x"], ["y"], domain: "local")
    var twice = ONNXFileBuilder()
    twice.node("Flatten", ["x"], ["y"])
    twice.node("Relu", ["y"], ["y"])
    for (file, kind) in [(tooMany, AssayError.Kind.malformedData), (passed, .unsupported), (twice, .malformedData)] {
      let error = #expect(throws: AssayError.self) { try logits(file) }
      #expect(error?.kind == kind)
    }
  }
}

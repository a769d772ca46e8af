import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// What is true of every operator: gradients are those of the values, and the images of a batch do not see each other.
@Suite struct ONNXOperatorTests {
  @Test(arguments: ONNXOperatorCase.all)
  func gradientsAreThoseOfTheValues(_ operatorCase: ONNXOperatorCase) throws {
    let network = try ONNXModel(data: operatorCase.file.data(), name: "operator").network
    let images = distinctImages(2)
    let upstream = Tensor.uniform(-1, 1, shape: [2, network.classCount], key: RandomKey(seed: 5))
    let (_, gradient) = try network.logitsAndInputGradient(for: images) { _, _ in upstream }
    if operatorCase.isFlat { #expect(gradient.elements.allSatisfy { $0 == 0 }) }
    let direction = Tensor.uniform(-1, 1, shape: images.shape, key: RandomKey(seed: 6))
    func value(_ step: Float) throws -> Double {
      let logits = try network.logits(for: images + direction * step).values
      return zip(logits.elements, upstream.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let h: Float = 0.004
    let slope = try 8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))
    let numeric = slope / (12 * Double(h))
    let exact = zip(gradient.elements, direction.elements).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let size = gradient.elements.reduce(0.0) { $0 + Double($1.magnitude) }
    #expect(abs(numeric - exact) <= 2e-3 * max(1, size), "\(numeric), \(exact)")
  }

  @Test(arguments: ONNXOperatorCase.all)
  func imagesDoNotSeeEachOther(_ operatorCase: ONNXOperatorCase) throws {
    let network = try ONNXModel(data: operatorCase.file.data(), name: "operator").network
    let (images, frozen) = (distinctImages(3), try network.frozen())
    let upstream = Tensor.uniform(-1, 1, shape: [3, network.classCount], key: RandomKey(seed: 5))
    for model in [network, frozen] as [any DifferentiableClassifier] {
      let (logits, gradient) = try model.logitsAndInputGradient(for: images) { _, rows in upstream.rows(Array(rows)) }
      #expect(logits.values.elements.allSatisfy { $0.isFinite })
      let (one, its) = try model.logitsAndInputGradient(for: images.rows(1..<2)) { _, _ in upstream.rows(1..<2) }
      #expect(one.values.elements == logits.values.rows(1..<2).elements)
      #expect(its.elements == gradient.rows(1..<2).elements)
    }
  }

  /// What an operator makes of pixels, it makes of constants too.
  @Test(arguments: ONNXOperatorCase.all)
  func constantsAreComputedAlike(_ operatorCase: ONNXOperatorCase) throws {
    let images = distinctImages(2)
    let network = try ONNXModel(data: operatorCase.file.data(), name: "operator").network
    let expected = try network.logits(for: images).values
    var file = operatorCase.file
    file.tensor("x", shape: images.shape.dimensions, images.elements)
    let output = try #require(try ONNXConstantGraph(data: file.data()).outputs["y"])
    #expect(output.shape == expected.shape.dimensions)
    #expect(zip(output.numbers, expected.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) })
  }

  /// Numbers from 0.1 to 0.9, all apart by more than the steps taken, none where a function here bends or jumps.
  private func distinctImages(_ count: Int) -> Tensor {
    let shape = Shape([count, 4, 4, 4])
    let numbers = (0..<shape.count).map { index -> Float in
      let place = (index * 37) % shape.count
      let number = 0.1 + 0.8 * (Float(place) + 0.5) / Float(shape.count)
      return [0.2, 0.4, 0.5].contains { abs(number - $0) < 0.02 } ? number + 0.043 : number
    }
    return Tensor(shape: shape, elements: numbers)
  }

  @Test func theDocumentationListsTheOperatorsThatAreRead() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Documentation/ONNX.md")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("| Family |") })
    let names = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.flatMap { line in
      line.split(separator: "|")[1].split(separator: ",").map { entry in
        String(entry.prefix { $0 != "(" }).trimmingCharacters(in: .whitespaces)
      }
    }
    #expect(names.sorted() == ONNXModel.operatorNames)
  }
}

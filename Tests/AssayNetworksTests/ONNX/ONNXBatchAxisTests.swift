import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// The images' axis is found where a file's shapes do not say it, or the file is refused.
@Suite struct ONNXBatchAxisTests {
  private func network(_ file: ONNXFileBuilder) throws -> Network {
    try ONNXModel(data: file.data(), name: "batch").network
  }

  /// The logits of some images, which must be those of each alone, frozen or not.
  private func logits(_ file: ONNXFileBuilder, _ images: Tensor) throws -> Tensor {
    let network = try network(file)
    try expectIndependentExamples(network)
    let logits = try network.logits(for: images).values
    #expect(largestDistance(try network.frozen().logits(for: images).values, logits) < 1e-5)
    return logits
  }

  private func refusal(_ file: ONNXFileBuilder) throws -> AssayError {
    try #require(throws: AssayError.self) { try network(file) }
  }

  private static func images(_ example: [Int]) -> Tensor {
    .uniform(0, 1, shape: Shape([3] + example), key: RandomKey(seed: 9))
  }

  /// Rows of one image's tokens are the rows of any number of images.
  @Test func tokensMergedWithOneImage() throws {
    let images = Self.images([4, 2, 3])
    let open = try logits(ONNXExamples.merged(isForOneImage: false), images)
    #expect(largestDistance(try logits(ONNXExamples.merged(isForOneImage: true), images), open) < 1e-6)
    let upstream = Tensor.uniform(-1, 1, shape: open.shape, key: RandomKey(seed: 2))
    let gradients = try [true, false].map { isForOneImage in
      try network(ONNXExamples.merged(isForOneImage: isForOneImage)).frozen()
        .logitsAndInputGradient(for: images) { _, rows in upstream.rows(Array(rows)) }.gradient
    }
    #expect(largestDistance(gradients[0], gradients[1]) < 1e-5)
  }

  /// The axis of one image may be dropped, counted with the channels, and be repeated over.
  @Test func oneImageWithoutItsAxis() throws {
    let images = Self.images([2, 2, 3])
    var file = ONNXFileBuilder()
    file.input = [1, 2, 2, 3]
    file.tensor("first", [0])
    file.node("Squeeze", ["x", "first"], ["dropped"])
    file.tensor("rows", [4, 3])
    file.node("Reshape", ["dropped", "rows"], ["r"])
    file.node("ReduceMean", ["r"], ["m"], [("axes", .integers([1]))])
    file.tensor("wide", [4, 3])
    file.node("Expand", ["m", "wide"], ["means"])
    file.node("Sub", ["r", "means"], ["centred"])
    file.tensor("row", [1, 12])
    file.node("Reshape", ["centred", "row"], ["y"])
    let rows = images.reshaped(to: [3, 4, 3])
    let expected = rows - rows.mean(axes: [2], keepingAxes: true).broadcast(to: [3, 4, 3])
    #expect(largestDistance(try logits(file, images), expected.reshaped(to: [3, 12])) < 1e-6)
  }

  /// What would mix the images of an open batch, or of one of two, stays refused.
  @Test func imagesThatWouldMix() throws {
    for batch in [nil, 2] {
      var file = ONNXFileBuilder()
      file.input = [batch, 4, 2, 3]
      file.tensor("rows", [-1, 4])
      file.node("Reshape", ["x", "rows"], ["r"])
      file.node("Transpose", ["r"], ["t"])
      file.node("MatMul", ["t", "r"], ["p"])
      file.tensor("out", [batch ?? 1, -1])
      file.node("Reshape", ["p", "out"], ["y"])
      #expect([.unsupported, .malformedData].contains(try refusal(file).kind))
    }
  }

  /// A value that is written twice is no less damaged in a file for one image.
  @Test func valuesWrittenTwice() throws {
    var file = ONNXFileBuilder()
    file.input = [1, 1, 2, 2]
    file.node("Flatten", ["x"], ["y"])
    file.node("Neg", ["y"], ["y"])
    #expect(try refusal(file).kind == .malformedData)
  }

  @Test(arguments: [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 6, 1, 0], [0, 4, 1, 5, 2, 6]])
  func placesInMemory(order: [Int]) throws {
    let images = Self.images([2, 2, 2])
    let rows = images.reshaped(to: [3, 8]).elements
    let expected = (0..<3).flatMap { row in order.map { rows[row * 8 + $0] } }
    for step in [nil, 8] {
      #expect(try logits(ONNXExamples.strided(order, step: step), images).elements == expected)
    }
  }

  /// Places of another image, or of none.
  @Test func placesBeyondAnImage() throws {
    for (order, step) in [([0, 8], 8), ([-1, 0], 8), ([0, 1], 7), ([0, 1], 0), ([0, 1], 16)] {
      #expect(try refusal(ONNXExamples.strided(order, step: step)).kind == .unsupported)
    }
    #expect(try refusal(ONNXExamples.strided([0, 8], step: nil)).kind == .malformedData)
    var twice = ONNXExamples.strided([0, 1], step: 8)
    twice.node("Relu", ["places"], ["z"])
    #expect(throws: AssayError.self) { try ONNXModel(data: twice.data(output: "z"), name: "integers") }
  }

  /// A constant that is there once for each of an open number of images.
  @Test func constantsRepeatedForEachImage() throws {
    let images = Self.images([1, 2, 2])
    var file = ONNXFileBuilder()
    file.input = [nil, 1, 2, 2]
    file.tensor("place", shape: [1, 1, 2, 2], [1, 2, 3, 4])
    file.tensor("ones", [1, 1, 1])
    file.node("Shape", ["x"], ["count"], [("end", .integer(1))])
    file.node("Concat", ["count", "ones"], ["repeats"], [("axis", .integer(0))])
    file.node("Tile", ["place", "repeats"], ["places"])
    file.node("Concat", ["x", "places"], ["both"], [("axis", .integer(1))])
    file.node("Flatten", ["both"], ["y"])
    let result = try logits(file, images)
    #expect(result.shape == [3, 8])
    for row in 0..<3 { #expect(Array(result.elements[row * 8 + 4..<row * 8 + 8]) == [1, 2, 3, 4]) }
  }

  /// Where several rows are an image's, each is normalised by its columns.
  @Test func batchNormalisationOfRows() throws {
    let images = Self.images([3, 2, 2])
    var file = ONNXFileBuilder()
    file.input = [nil, 3, 2, 2]
    file.node("Transpose", ["x"], ["last"], [("perm", .integers([0, 2, 3, 1]))])
    file.tensor("rows", [-1, 3])
    file.node("Reshape", ["last", "rows"], ["r"])
    file.tensor("scale", shape: [3], [2, 1, 3])
    file.tensor("shift", shape: [3], [0, 1, -1])
    file.tensor("mean", shape: [3], [0.5, 0, 1])
    file.tensor("var", shape: [3], [4, 1, 0.25])
    file.node("BatchNormalization", ["r", "scale", "shift", "mean", "var"], ["n"], [("epsilon", .float(0))])
    file.tensor("out", [-1, 12])
    file.node("Reshape", ["n", "out"], ["y"])
    let rows = images.permuted([0, 2, 3, 1]).reshaped(to: [12, 3])
    let factors = Tensor(shape: [1, 3], elements: [1, 1, 6]).broadcast(to: [12, 3])
    let summands = Tensor(shape: [1, 3], elements: [-0.5, 1, -7]).broadcast(to: [12, 3])
    let expected = (rows * factors + summands).reshaped(to: [3, 12])
    #expect(largestDistance(try logits(file, images), expected) < 1e-5)
  }

  /// Standardised weights: a constant is normalised by its own statistics, images are not.
  @Test func batchNormalisationInTraining() throws {
    var file = ONNXFileBuilder()
    file.input = [nil, 2, 1, 1]
    file.tensor("w", shape: [1, 2, 4], [1, 2, 3, 4, -1, -1, 1, 1])
    file.tensor("scale", shape: [2], [1, 2])
    file.tensor("shift", shape: [2], [0, 1])
    let training: [(String, ONNXFileBuilder.Setting)] = [("training_mode", .integer(1)), ("epsilon", .float(0))]
    var images = file
    images.node("BatchNormalization", ["x", "scale", "shift", "shift", "scale"], ["n"], training)
    images.node("Flatten", ["n"], ["y"])
    #expect(try refusal(images).kind == .unsupported)
    file.node("BatchNormalization", ["w", "scale", "shift", "shift", "scale"], ["n"], training)
    file.tensor("matrix", [2, 4])
    file.node("Reshape", ["n", "matrix"], ["weight"])
    file.node("Flatten", ["x"], ["f"])
    file.node("MatMul", ["f", "weight"], ["y"])
    let unit = Tensor(shape: [2, 2, 1, 1], elements: [1, 0, 0, 1])
    let step = 1 / Float(1.25).squareRoot()
    let expected = Tensor(
      shape: [2, 4], elements: [-1.5 * step, -0.5 * step, 0.5 * step, 1.5 * step, -1, -1, 3, 3])
    #expect(largestDistance(try logits(file, unit), expected) < 1e-6)
  }
}

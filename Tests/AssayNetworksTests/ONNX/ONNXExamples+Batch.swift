import Foundation

/// Files whose shapes do not say where the images of a batch are, as PyTorch's newer exporter writes them.
extension ONNXExamples {
  /// Attention in the order tokens, images, features: for one image, whose axis is dropped, or for an open number.
  static func merged(isForOneImage: Bool) -> ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [isForOneImage ? 1 : nil, 4, 2, 3]
    /// A shape with `one` for one image, and with −1 at `place` for any number.
    func shape(_ name: String, _ one: [Int], _ place: Int) {
      var extents = one
      if !isForOneImage { extents[place] = -1 }
      file.tensor(name, extents)
    }
    shape("tokens", [1, 4, 6], 0)
    shape("rows", [6, 4], 0)
    shape("heads", [6, 2, 2], 1)
    shape("apart", [1, 2, 6, 2], 0)
    shape("sequence", [6, 1, 4], 1)
    file.tensor("w", shape: [4, 4], numbers(16))
    file.tensor("b", shape: [4], numbers(4))
    file.node("Reshape", ["x", "tokens"], ["t"])
    file.node("Transpose", ["t"], ["s"], [("perm", .integers([2, 0, 1]))])
    file.node("Reshape", ["s", "rows"], ["r"])
    file.node("Gemm", ["r", "w", "b"], ["p"])
    file.node("Reshape", ["p", "heads"], ["h"])
    file.node("Transpose", ["h"], ["q"], [("perm", .integers([1, 0, 2]))])
    file.node("Transpose", ["h"], ["k"], [("perm", .integers([1, 2, 0]))])
    file.node("Reshape", ["q", "apart"], ["queries"])
    file.tensor("turned", isForOneImage ? [1, 2, 2, 6] : [-1, 2, 2, 6])
    file.node("Reshape", ["k", "turned"], ["keys"])
    file.node("MatMul", ["queries", "keys"], ["products"])
    file.node("Softmax", ["products"], ["weights"], [("axis", .integer(-1))])
    file.node("MatMul", ["weights", "queries"], ["mixed"])
    file.node("Transpose", ["mixed"], ["back"], [("perm", .integers([2, 0, 1, 3]))])
    file.node("Reshape", ["back", "rows"], ["flat"])
    file.node("Gemm", ["flat", "w", "b"], ["out"])
    file.node("Reshape", ["out", "sequence"], ["o"])
    file.node("Transpose", ["o"], ["images"], [("perm", .integers([1, 0, 2]))])
    file.node("ReduceMean", ["images"], ["y"], [("axes", .integers([1])), ("keepdims", .integer(0))])
    return file
  }

  /// Numbers that are taken by their places in memory, `order` of each image's eight.
  ///
  /// - Parameter step: What is between an image and the next in an open batch; nil in a file for one image.
  static func strided(_ order: [Int], step: Int?) -> ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [step == nil ? 1 : nil, 2, 2, 2]
    file.tensor("row", [-1])
    file.node("Reshape", ["x", "row"], ["all"])
    let bytes = order.flatMap { place in withUnsafeBytes(of: Int64(place).littleEndian) { Array($0) } }
    file.tensor("order", shape: [1, order.count, 1], type: 7, bytes: bytes)
    if let step {
      func number(_ name: String, _ value: Int) {
        file.tensor(name, shape: [], type: 7, bytes: withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) })
      }
      number("zero", 0)
      number("one", 1)
      number("step", step)
      file.node("Shape", ["x"], ["extents"], [("end", .integer(1))])
      file.node("Squeeze", ["extents"], ["count"])
      file.node("Range", ["zero", "count", "one"], ["range"])
      file.node("Mul", ["range", "step"], ["starts"])
      file.tensor("axes", [1, 2])
      file.node("Unsqueeze", ["starts", "axes"], ["columns"])
      file.node("Add", ["columns", "order"], ["places"])
    } else {
      file.node("Identity", ["order"], ["places"])
    }
    file.node("Gather", ["all", "places"], ["taken"])
    file.node("Flatten", ["taken"], ["y"])
    return file
  }
}

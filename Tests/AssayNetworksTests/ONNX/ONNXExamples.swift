import Foundation

/// Small ONNX files that between them use most operators.
enum ONNXExamples {
  /// Numbers that are neither large nor alike.
  static func numbers(_ count: Int) -> [Float] { (0..<count).map { Float(($0 * 37 + 11) % 17 - 8) / 10 } }

  /// Convolutions, normalisation, pooling, a gate, a sum and a dense layer.
  static var convolutional: ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [nil, 2, 6, 6]
    file.tensor("w1", shape: [4, 2, 3, 3], numbers(72))
    file.tensor("b1", shape: [4], numbers(4))
    file.node(
      "Conv", ["x", "w1", "b1"], ["c"], name: "/stem/Conv",
      [("pads", .integers([1, 1, 1, 1])), ("kernel_shape", .integers([3, 3]))])
    for name in ["scale", "shift", "mean"] { file.tensor(name, shape: [4], numbers(4)) }
    file.tensor("variance", shape: [4], [1, 0.5, 2, 1.5])
    file.node("BatchNormalization", ["c", "scale", "shift", "mean", "variance"], ["n"], [("epsilon", .float(1e-3))])
    file.node("Relu", ["n"], ["r"])
    file.node(
      "MaxPool", ["r"], ["m"], [("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2]))])
    file.node("GlobalAveragePool", ["m"], ["g"])
    file.node("Sigmoid", ["g"], ["s"])
    file.node("Mul", ["m", "s"], ["gated"])
    file.node("Add", ["gated", "m"], ["sum"])
    file.node("Concat", ["sum", "gated"], ["both"], [("axis", .integer(1))])
    file.node("Flatten", ["both"], ["f"])
    file.tensor("w2", shape: [3, 72], numbers(216))
    file.tensor("b2", shape: [3], numbers(3))
    file.node("Gemm", ["f", "w2", "b2"], ["y"], name: "/head/Gemm", [("transB", .integer(1))])
    return file
  }

  /// Attention over the pixels with the images' axis in the middle and merged with others, as PyTorch exports it.
  static var attention: ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [nil, 4, 2, 3]
    file.node("Shape", ["x"], ["extents"])
    file.tensor("zero", [0])
    file.tensor("channels", [4])
    file.tensor("rest", [-1])
    file.node("Gather", ["extents", "zero"], ["batch"])
    file.node("Concat", ["batch", "channels", "rest"], ["rows"], [("axis", .integer(0))])
    file.node("Reshape", ["x", "rows"], ["tokens"])
    file.node("Transpose", ["tokens"], ["sequence"], [("perm", .integers([2, 0, 1]))])
    file.tensor("scale", shape: [4], [1, 1.5, 0.5, 2])
    file.tensor("shift", shape: [4], numbers(4))
    file.node("LayerNormalization", ["sequence", "scale", "shift"], ["normal"])
    file.tensor("flat", [-1, 4])
    file.node("Reshape", ["normal", "flat"], ["merged"])
    file.tensor("w", shape: [4, 4], numbers(16))
    file.node("Gemm", ["merged", "w"], ["projected"])
    file.tensor("six", [6])
    file.node("Concat", ["six", "batch", "channels"], ["apart"], [("axis", .integer(0))])
    file.node("Reshape", ["projected", "apart"], ["queries"])
    file.node("Transpose", ["queries"], ["q"], [("perm", .integers([1, 0, 2]))])
    file.node("Transpose", ["normal"], ["k"], [("perm", .integers([1, 2, 0]))])
    file.node("MatMul", ["q", "k"], ["products"])
    file.node("Softmax", ["products"], ["weights"], [("axis", .integer(-1))])
    file.node("MatMul", ["weights", "q"], ["mixed"])
    file.node("ReduceMean", ["mixed"], ["y"], [("axes", .integers([1])), ("keepdims", .integer(0))])
    return file
  }

  /// Functions of each number, slices, resizing and quantisation.
  static var various: ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [nil, 2, 4, 4]
    file.tensor("step", shape: [], [0.0625])
    file.tensor("origin", shape: [], type: 2, bytes: [0])
    file.node("QuantizeLinear", ["x", "step", "origin"], ["q"])
    file.node("DequantizeLinear", ["q", "step", "origin"], ["d"])
    file.tensor("none", shape: [0], [])
    file.tensor("factors", shape: [4], [1, 1, 2, 2])
    file.node(
      "Resize", ["d", "none", "factors"], ["large"],
      [
        ("mode", .text("nearest")), ("coordinate_transformation_mode", .text("asymmetric")),
        ("nearest_mode", .text("floor")),
      ])
    file.node("SpaceToDepth", ["large"], ["deep"], [("blocksize", .integer(2))])
    file.tensor("pads", [0, 0, 1, 0, 0, 0, 0, 1])
    file.node("Pad", ["deep", "pads"], ["padded"], [("mode", .text("edge"))])
    file.tensor("starts", [1, 0])
    file.tensor("ends", [9, 4])
    file.tensor("axes", [1, 3])
    file.tensor("steps", [2, 1])
    file.node("Slice", ["padded", "starts", "ends", "axes", "steps"], ["part"])
    file.node("Split", ["part"], ["left", "right"], [("axis", .integer(1))])
    file.node("HardSwish", ["left"], ["hard"])
    file.node("LeakyRelu", ["right"], ["leaky"], [("alpha", .float(0.2))])
    file.node("Max", ["hard", "leaky"], ["maximum"])
    file.tensor("two", shape: [], [2])
    file.node("Pow", ["maximum", "two"], ["square"])
    file.node("Div", ["square", "two"], ["half"])
    file.node(
      "AveragePool", ["half"], ["pooled"],
      [("kernel_shape", .integers([3, 2])), ("pads", .integers([1, 0, 1, 0])), ("ceil_mode", .integer(1))])
    file.node("ReduceMax", ["pooled"], ["y"], [("axes", .integers([2, 3])), ("keepdims", .integer(0))])
    return file
  }

  /// One network in either order: scaling, margins, convolutions, branches, a gate, and features in that order.
  static func mixed(channelsLast: Bool) -> ONNXFileBuilder {
    var file = ONNXFileBuilder()
    let order = channelsLast ? [0, 2, 3, 1] : [0, 1, 2, 3]
    func axis(_ axis: Int) -> Int { order.firstIndex(of: axis) ?? axis }
    func ordered(_ numbers: [Int]) -> [Int] { order.map { numbers[$0] } }
    func byChannel(_ count: Int) -> [Int] { channelsLast ? [count] : [count, 1, 1] }
    file.input = order.map { [nil, 2, 6, 5][$0] }
    file.tensor("factors", shape: byChannel(2), [2, 0.5])
    file.tensor("half", shape: [], [0.5])
    file.node("Mul", ["x", "factors"], ["scaled"])
    file.node("Sub", ["scaled", "half"], ["centred"])
    file.tensor("pads", ordered([0, 0, 1, 0]) + ordered([0, 0, 0, 1]))
    file.node("Pad", ["centred", "pads"], ["padded"])
    func convolution(_ input: String, _ output: String, _ weights: String) {
      guard channelsLast else { return file.node("Conv", [input, weights], [output]) }
      file.node("Transpose", [input], [output + ".first"], [("perm", .integers([0, 3, 1, 2]))])
      file.node("Conv", [output + ".first", weights], [output + ".made"])
      file.node("Transpose", [output + ".made"], [output], [("perm", .integers([0, 2, 3, 1]))])
    }
    file.tensor("w", shape: [3, 2, 3, 3], numbers(54))
    convolution("padded", "c", "w")
    file.tensor("bias", shape: byChannel(3), [0.1, -0.2, 0.3])
    file.node("Add", ["c", "bias"], ["b"])
    file.node("Relu", ["b"], ["r"])
    file.node("ReduceMean", ["r"], ["mean"], [("axes", .integers([axis(2), axis(3)]))])
    file.node("Sigmoid", ["mean"], ["gate"])
    file.node("Mul", ["r", "gate"], ["gated"])
    file.node("Concat", ["gated", "r"], ["both"], [("axis", .integer(axis(1)))])
    file.node("Softmax", ["both"], ["soft"], [("axis", .integer(axis(1)))])
    file.node("Split", ["soft"], ["p", "q"], [("axis", .integer(axis(1)))])
    file.node("Sub", ["p", "q"], ["d"])
    let mixing = numbers(12)
    if channelsLast {
      file.tensor("mixing", shape: [3, 4], mixing)
      file.node("MatMul", ["d", "mixing"], ["m"])
    } else {
      file.tensor("mixing", shape: [4, 3, 1, 1], (0..<12).map { mixing[$0 % 3 * 4 + $0 / 3] })
      file.node("Conv", ["d", "mixing"], ["m"])
    }
    // One number for each feature and class, by channel, row and column.
    func weight(_ channel: Int, _ pixel: Int, _ label: Int) -> Float {
      Float((channel * 31 + pixel * 17 + label * 7) % 13 - 6) / 10
    }
    let features = (0..<80).map { channelsLast ? ($0 % 4, $0 / 4) : ($0 / 20, $0 % 20) }
    file.tensor("dense", shape: [80, 5], features.flatMap { place in (0..<5).map { weight(place.0, place.1, $0) } })
    file.tensor("row", [-1, 80])
    file.node("Reshape", ["m", "row"], ["f"])
    file.node("MatMul", ["f", "dense"], ["y"])
    return file
  }
}

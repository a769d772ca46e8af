import Foundation

extension ONNXExamples {
  /// A vision transformer of one block, as PyTorch's exporter writes one: tokens first, functions in pieces.
  static var transformer: ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [nil, 3, 8, 8]
    file.tensor("patches", shape: [8, 3, 4, 4], numbers(384))
    file.node("Conv", ["x", "patches"], ["image"], name: "/patches/Conv", [("strides", .integers([4, 4]))])
    file.tensor("rows", [0, 8, 4])
    file.node("Reshape", ["image", "rows"], ["columns"])
    file.node("Transpose", ["columns"], ["tokens"], name: "/tokens/Transpose", [("perm", .integers([0, 2, 1]))])
    normalize(&file, "tokens", "first")
    file.node("Transpose", ["first"], ["sequence"], [("perm", .integers([1, 0, 2]))])
    attend(&file)
    file.node("Add", ["attended", "tokens"], ["between"], name: "/between/Add")
    normalize(&file, "between", "second")
    file.tensor("wide", shape: [8, 16], numbers(128))
    file.tensor("wide-bias", shape: [16], numbers(16))
    file.node("MatMul", ["second", "wide"], ["products"])
    file.node("Add", ["wide-bias", "products"], ["hidden"])
    gelu(&file, "hidden", "bent")
    file.tensor("narrow", shape: [16, 8], numbers(128))
    file.tensor("narrow-bias", shape: [8], numbers(8))
    file.node("MatMul", ["bent", "narrow"], ["narrowed"])
    file.node("Add", ["narrowed", "narrow-bias"], ["mapped"])
    file.node("Add", ["between", "mapped"], ["encoded"])
    normalize(&file, "encoded", "third")
    file.tensor("place", shape: [], type: 7, bytes: [UInt8](repeating: 0, count: 8))
    file.node("Gather", ["third", "place"], ["token"], [("axis", .integer(1))])
    file.tensor("head", shape: [5, 8], numbers(40))
    file.node("Gemm", ["token", "head"], ["y"], [("transB", .integer(1))])
    return file
  }

  /// Blocks of convolutions by channel and dense layers along the channels, which come last meanwhile.
  static var channelsLastBlock: ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = [nil, 4, 6, 6]
    file.tensor("depthwise", shape: [4, 1, 3, 3], numbers(36))
    file.node("Conv", ["x", "depthwise"], ["c"], [("group", .integer(4)), ("pads", .integers([1, 1, 1, 1]))])
    file.node("Transpose", ["c"], ["last"], [("perm", .integers([0, 2, 3, 1]))])
    normalize(&file, "last", "normal", inPieces: true)
    file.tensor("wide", shape: [4, 8], numbers(32))
    file.tensor("wide-bias", shape: [8], numbers(8))
    file.node("MatMul", ["normal", "wide"], ["products"])
    file.node("Add", ["products", "wide-bias"], ["hidden"])
    hardSwish(&file, "hidden", "bent")
    file.tensor("narrow", shape: [8, 4], numbers(32))
    file.node("MatMul", ["bent", "narrow"], ["mapped"])
    file.node("Transpose", ["mapped"], ["first"], [("perm", .integers([0, 3, 1, 2]))])
    file.tensor("scale", shape: [4, 1, 1], [0.5, 2, 1.5, -1])
    file.node("Mul", ["scale", "first"], ["scaled"])
    file.node("Add", ["scaled", "x"], ["sum"])
    file.node("GlobalAveragePool", ["sum"], ["pooled"])
    file.node("Flatten", ["pooled"], ["y"])
    return file
  }

  /// Queries, keys and values by one product, and attention of two heads; tokens before images, as PyTorch keeps them.
  private static func attend(_ file: inout ONNXFileBuilder) {
    file.tensor("in", shape: [8, 24], numbers(192))
    file.tensor("in-bias", shape: [24], numbers(24))
    file.node("MatMul", ["sequence", "in"], ["all"])
    file.node("Add", ["in-bias", "all"], ["biased"])
    file.tensor("parts", [0, 0, 3, 8])
    file.node("Reshape", ["biased", "parts"], ["apart"])
    file.tensor("front", [0])
    file.node("Unsqueeze", ["apart", "front"], ["before"])
    file.node("Transpose", ["before"], ["stacked"], [("perm", .integers([3, 1, 2, 0, 4]))])
    file.tensor("back", [-2])
    file.node("Squeeze", ["stacked", "back"], ["three"])
    file.tensor("merged", [4, -1, 4])
    file.tensor("split", [-1, 2, 4, 4])
    for (index, name) in ["q", "k", "v"].enumerated() {
      file.tensor("\(name)-index", shape: [], type: 7, bytes: [UInt8(index)] + [UInt8](repeating: 0, count: 7))
      file.node("Gather", ["three", "\(name)-index"], ["\(name)-one"])
      file.node("Reshape", ["\(name)-one", "merged"], ["\(name)-merged"])
      file.node("Transpose", ["\(name)-merged"], ["\(name)-heads"], [("perm", .integers([1, 0, 2]))])
      file.node("Reshape", ["\(name)-heads", "split"], [name])
    }
    file.tensor("root", shape: [], [0.7071068])
    file.node("Mul", ["q", "root"], ["q-scaled"])
    file.node("Transpose", ["k"], ["k-turned"], [("perm", .integers([0, 1, 3, 2]))])
    file.node("Mul", ["k-turned", "root"], ["k-scaled"])
    file.node("MatMul", ["q-scaled", "k-scaled"], ["scores"], name: "/scores/MatMul")
    file.node("Softmax", ["scores"], ["weights"], [("axis", .integer(-1))])
    file.node("MatMul", ["weights", "v"], ["mixed"])
    file.node("Transpose", ["mixed"], ["back-in-order"], [("perm", .integers([2, 0, 1, 3]))])
    file.tensor("flat", [-1, 8])
    file.node("Reshape", ["back-in-order", "flat"], ["rows-of-all"])
    file.tensor("out", shape: [8, 8], numbers(64))
    file.tensor("out-bias", shape: [8], numbers(8))
    file.node("Gemm", ["rows-of-all", "out", "out-bias"], ["projected"], [("transB", .integer(1))])
    file.tensor("tokens-first", [4, -1, 8])
    file.node("Reshape", ["projected", "tokens-first"], ["sequence-again"])
    file.node("Transpose", ["sequence-again"], ["attended"], [("perm", .integers([1, 0, 2]))])
  }

  /// Layer normalisation, by its operator or in the pieces that it was made of before there was one.
  private static func normalize(
    _ file: inout ONNXFileBuilder, _ input: String, _ output: String, inPieces: Bool = false
  ) {
    let width = inPieces ? 4 : 8
    file.tensor("\(output)-scale", shape: [width], (0..<width).map { 1 + Float($0) / 8 })
    file.tensor("\(output)-shift", shape: [width], numbers(width))
    guard inPieces else {
      return file.node(
        "LayerNormalization", [input, "\(output)-scale", "\(output)-shift"], [output], [("epsilon", .float(1e-6))])
    }
    file.tensor("two", shape: [], [2])
    file.tensor("epsilon", shape: [], [1e-6])
    file.node("ReduceMean", [input], ["mean"], [("axes", .integers([-1]))])
    file.node("Sub", [input, "mean"], ["centred"])
    file.node("Pow", ["centred", "two"], ["squares"])
    file.node("ReduceMean", ["squares"], ["variance"], [("axes", .integers([-1]))])
    file.node("Add", ["variance", "epsilon"], ["positive"])
    file.node("Sqrt", ["positive"], ["deviation"])
    file.node("Div", ["centred", "deviation"], ["standard"])
    file.node("Mul", ["standard", "\(output)-scale"], ["stretched"])
    file.node("Add", ["stretched", "\(output)-shift"], [output], name: "/\(output)/Add")
  }

  /// x · (1 + erf(x / √2)) / 2.
  static func gelu(_ file: inout ONNXFileBuilder, _ input: String, _ output: String) {
    file.tensor("root-two", shape: [], [1.4142135])
    file.tensor("one", shape: [], [1])
    file.tensor("half", shape: [], [0.5])
    file.node("Div", [input, "root-two"], ["\(output)-part"])
    file.node("Erf", ["\(output)-part"], ["\(output)-erf"])
    file.node("Add", ["\(output)-erf", "one"], ["\(output)-sum"])
    file.node("Mul", [input, "\(output)-sum"], ["\(output)-product"])
    file.node("Mul", ["\(output)-product", "half"], [output], name: "/\(output)/Mul_1")
  }

  /// x · min(max(x + 3, 0), 6) / 6.
  private static func hardSwish(_ file: inout ONNXFileBuilder, _ input: String, _ output: String) {
    for (name, number) in [("zero", 0), ("three", 3), ("six", 6)] as [(String, Float)] {
      file.tensor("\(output)-\(name)", shape: [], [number])
    }
    file.node("Add", [input, "\(output)-three"], ["\(output)-sum"])
    file.node("Clip", ["\(output)-sum", "\(output)-zero", "\(output)-six"], ["\(output)-clipped"])
    file.node("Mul", [input, "\(output)-clipped"], ["\(output)-product"])
    file.node("Div", ["\(output)-product", "\(output)-six"], [output], name: "/\(output)/Div")
  }
}

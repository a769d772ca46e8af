import Testing

/// A small network around one operator, for what is true of every operator.
struct ONNXOperatorCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// Whether the result is piecewise constant, so that its gradient is 0.
  var isFlat = false
  private let build: @Sendable (inout ONNXFileBuilder) -> Void
  private let opset: Int

  /// - Parameter build: makes "v" of the images "x", N×4×4×4, and of "row", the same as N×4×16.
  init(
    _ name: String, opset: Int = 17, isFlat: Bool = false, _ build: @escaping @Sendable (inout ONNXFileBuilder) -> Void
  ) {
    (self.name, self.opset, self.isFlat, self.build) = (name, opset, isFlat, build)
  }

  var testDescription: String { name }

  var file: ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.opset = opset
    file.input = [nil, 4, 4, 4]
    file.tensor("row_shape", [0, 4, 16])
    file.node("Reshape", ["x", "row_shape"], ["row"])
    build(&file)
    file.node("Flatten", ["v"], ["y"])
    return file
  }

  /// One operator without settings.
  private static func plain(_ name: String, opset: Int = 17, isFlat: Bool = false) -> ONNXOperatorCase {
    ONNXOperatorCase(name, opset: opset, isFlat: isFlat) { $0.node(name, ["x"], ["v"]) }
  }

  static let all = functions + windows + normalizations + combinations + movements

  private static let functions: [ONNXOperatorCase] =
    [
      "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Atanh", "Celu", "Shrink", "HardSwish",
      "Softsign", "Exp", "Log", "Sqrt", "Erf", "Reciprocal", "Selu", "Elu", "HardSigmoid", "Mish",
    ].map { plain($0) } + ["Floor", "Ceil", "Round", "Sign"].map { plain($0, isFlat: true) } + [
      plain("Swish", opset: 24), plain("Gelu", opset: 20),
      ONNXOperatorCase("ThresholdedRelu") { $0.node("ThresholdedRelu", ["x"], ["v"], [("alpha", .float(0.4))]) },
      ONNXOperatorCase("Acosh") { file in
        file.tensor("two", shape: [], [2])
        file.node("Add", ["x", "two"], ["larger"])
        file.node("Acosh", ["larger"], ["v"])
      },
      ONNXOperatorCase("Pow with one exponent") { file in
        file.tensor("power", shape: [], [2.5])
        file.node("Pow", ["x", "power"], ["v"])
      },
      ONNXOperatorCase("Pow with an exponent for each number") { file in
        file.tensor("power", shape: [4], [1.5, 3, -2, 0.25])
        file.node("Pow", ["x", "power"], ["v"])
      },
      ONNXOperatorCase("Pow of values by values") { $0.node("Pow", ["x", "x"], ["v"]) },
      ONNXOperatorCase("Where, chosen by values") { file in
        file.tensor("half", shape: [], [0.5])
        file.node("Greater", ["x", "half"], ["large"])
        file.node("Mul", ["x", "x"], ["square"])
        file.node("Where", ["large", "square", "half"], ["v"])
      },
      ONNXOperatorCase("comparisons", isFlat: true) { file in
        file.tensor("half", shape: [], [0.5])
        file.tensor("low", shape: [], [0.2])
        file.node("LessOrEqual", ["x", "half"], ["a"])
        file.node("GreaterOrEqual", ["x", "low"], ["b"])
        file.node("And", ["a", "b"], ["both"])
        file.node("Not", ["both"], ["not"])
        file.node("Xor", ["not", "a"], ["xor"])
        file.node("Cast", ["xor"], ["v"], [("to", .integer(1))])
      },
    ]

  private static let windows: [ONNXOperatorCase] = [
    ONNXOperatorCase("Conv along one axis") { file in
      file.tensor("w", shape: [6, 2, 3], ONNXExamples.numbers(36))
      file.node(
        "Conv", ["row", "w"], ["v"],
        [("group", .integer(2)), ("pads", .integers([2, 1])), ("strides", .integers([2]))])
    },
    ONNXOperatorCase("Conv along three axes") { file in
      file.tensor("space", [0, 2, 2, 4, 4])
      file.node("Reshape", ["x", "space"], ["s"])
      file.tensor("w", shape: [3, 2, 2, 3, 2], ONNXExamples.numbers(72))
      file.tensor("b", shape: [3], ONNXExamples.numbers(3))
      file.node(
        "Conv", ["s", "w", "b"], ["v"],
        [
          ("pads", .integers([1, 1, 0, 0, 1, 1])), ("strides", .integers([1, 2, 1])),
          ("dilations", .integers([1, 1, 2])),
        ])
    },
    ONNXOperatorCase("ConvTranspose") { file in
      file.tensor("w", shape: [4, 3, 3, 2], ONNXExamples.numbers(72))
      file.tensor("b", shape: [6], ONNXExamples.numbers(6))
      file.node(
        "ConvTranspose", ["x", "w", "b"], ["v"],
        [
          ("group", .integer(2)), ("strides", .integers([2, 1])), ("pads", .integers([1, 0, 0, 1])),
          ("output_padding", .integers([1, 0])),
        ])
    },
    ONNXOperatorCase("MaxPool along three axes") { file in
      file.tensor("space", [0, 2, 2, 4, 4])
      file.node("Reshape", ["x", "space"], ["s"])
      file.node(
        "MaxPool", ["s"], ["v"], [("kernel_shape", .integers([2, 3, 2])), ("pads", .integers([0, 1, 0, 1, 1, 0]))])
    },
    ONNXOperatorCase("MaxPool along one axis") { file in
      file.node("MaxPool", ["row"], ["v"], [("kernel_shape", .integers([3])), ("strides", .integers([2]))])
    },
    ONNXOperatorCase("AveragePool with gaps", opset: 19) { file in
      file.node(
        "AveragePool", ["x"], ["v"],
        [
          ("kernel_shape", .integers([2, 2])), ("dilations", .integers([2, 1])), ("pads", .integers([1, 0, 0, 1])),
          ("ceil_mode", .integer(1)), ("strides", .integers([2, 2])),
        ])
    },
    ONNXOperatorCase("LpPool") { file in
      file.node("LpPool", ["x"], ["v"], [("kernel_shape", .integers([3, 2])), ("p", .integer(3))])
    },
    ONNXOperatorCase("GlobalLpPool") { $0.node("GlobalLpPool", ["x"], ["v"]) },
    ONNXOperatorCase("GlobalMaxPool of rows") { $0.node("GlobalMaxPool", ["row"], ["v"]) },
  ]

  private static let normalizations: [ONNXOperatorCase] = [
    ONNXOperatorCase("GroupNormalization by group", opset: 18) { file in
      file.tensor("scale", shape: [2], [1.5, 0.5])
      file.tensor("shift", shape: [2], [0.25, -1])
      file.node("GroupNormalization", ["x", "scale", "shift"], ["v"], [("num_groups", .integer(2))])
    },
    ONNXOperatorCase("InstanceNormalization of rows") { file in
      file.tensor("scale", shape: [4], [1.5, 0.5, 1, 2])
      file.tensor("shift", shape: [4], ONNXExamples.numbers(4))
      file.node("InstanceNormalization", ["row", "scale", "shift"], ["v"])
    },
    ONNXOperatorCase("BatchNormalization of rows") { file in
      for name in ["scale", "shift", "mean"] { file.tensor(name, shape: [4], ONNXExamples.numbers(4)) }
      file.tensor("variance", shape: [4], [1, 0.5, 2, 1.5])
      file.node("BatchNormalization", ["row", "scale", "shift", "mean", "variance"], ["v"])
    },
    ONNXOperatorCase("LayerNormalization") { file in
      file.tensor("scale", shape: [4, 4], ONNXExamples.numbers(16))
      file.node("LayerNormalization", ["x", "scale"], ["v"], [("axis", .integer(2))])
    },
    ONNXOperatorCase("RMSNormalization", opset: 23) { file in
      file.tensor("scale", shape: [4], [1.5, 0.5, 1, 2])
      file.node("RMSNormalization", ["x", "scale"], ["v"])
    },
    ONNXOperatorCase("MeanVarianceNormalization") { file in
      file.node("MeanVarianceNormalization", ["x"], ["v"], [("axes", .integers([2, 3]))])
    },
    ONNXOperatorCase("LpNormalization") { $0.node("LpNormalization", ["x"], ["v"], [("axis", .integer(1))]) },
    ONNXOperatorCase("LRN") { $0.node("LRN", ["x"], ["v"], [("size", .integer(3)), ("alpha", .float(0.5))]) },
  ]

  private static let combinations: [ONNXOperatorCase] = [
    ONNXOperatorCase("Einsum of values") { file in
      file.node("Einsum", ["x", "x"], ["v"], [("equation", .text("nchw,nkhw->nck"))])
    },
    ONNXOperatorCase("Einsum with a constant") { file in
      file.tensor("w", shape: [4, 3], ONNXExamples.numbers(12))
      file.node("Einsum", ["x", "w"], ["v"], [("equation", .text("...w,wv->...v"))])
    },
    ONNXOperatorCase("MatMul with a vector") { file in
      file.tensor("w", shape: [4], ONNXExamples.numbers(4))
      file.node("MatMul", ["x", "w"], ["v"])
    },
    ONNXOperatorCase("ReduceProd") { file in
      file.node("ReduceProd", ["x"], ["v"], [("axes", .integers([1, 3])), ("keepdims", .integer(0))])
    },
    ONNXOperatorCase("ReduceLogSumExp") { $0.node("ReduceLogSumExp", ["x"], ["v"], [("axes", .integers([2, 3]))]) },
    ONNXOperatorCase("ReduceLogSum") { $0.node("ReduceLogSum", ["x"], ["v"], [("axes", .integers([2]))]) },
    ONNXOperatorCase("CumSum") { file in
      file.tensor("axis", [2])
      file.node("CumSum", ["x", "axis"], ["v"], [("reverse", .integer(1)), ("exclusive", .integer(1))])
    },
    ONNXOperatorCase("Mean of several") { file in
      file.tensor("w", shape: [4], ONNXExamples.numbers(4))
      file.node("Mul", ["x", "x"], ["square"])
      file.node("Mean", ["x", "square", "w"], ["v"])
    },
  ]

  private static let movements: [ONNXOperatorCase] =
    [
      ONNXOperatorCase("Pad of channels and pixels", opset: 19) { file in
        file.tensor("pads", [0, 1, -1, 2, 0, 2, 3, 1])
        file.node("Pad", ["x", "pads"], ["v"], [("mode", .text("wrap"))])
      },
      ONNXOperatorCase("Pad with a number") { file in
        file.tensor("pads", [0, 1, 0, 0, 0, 1, 0, 0])
        file.tensor("value", shape: [], [0.5])
        file.node("Pad", ["x", "pads", "value"], ["v"])
      },
      ONNXOperatorCase("Tile") { file in
        file.tensor("repeats", [1, 2, 1, 3])
        file.node("Tile", ["x", "repeats"], ["v"])
      },
      ONNXOperatorCase("Trilu") { $0.node("Trilu", ["x"], ["v"], [("upper", .integer(0))]) },
      ONNXOperatorCase("Gather and Compress") { file in
        file.tensor("places", [3, 0, 0, -1])
        file.node("Gather", ["x", "places"], ["g"], [("axis", .integer(1))])
        file.tensor("kept", shape: [3], type: 9, bytes: [1, 0, 1])
        file.node("Compress", ["g", "kept"], ["v"], [("axis", .integer(2))])
      },
      ONNXOperatorCase("Flatten behind the channels") { file in
        file.node("Flatten", ["x"], ["f"], [("axis", .integer(2))])
        file.tensor("w", shape: [16, 3], ONNXExamples.numbers(48))
        file.node("Gemm", ["f", "w"], ["p"])
        file.tensor("apart", [-1, 4, 3])
        file.node("Reshape", ["p", "apart"], ["v"])
      },
    ]
    + [
      ("linear", "half_pixel", 1), ("cubic", "half_pixel", 1), ("linear", "align_corners", 0),
      ("nearest", "asymmetric", 0),
      ("cubic", "half_pixel_symmetric", 0),
    ].map { mode, coordinates, antialias in
      ONNXOperatorCase("Resize \(mode) \(coordinates) \(antialias)", opset: 19) { file in
        file.tensor("none", shape: [0], [])
        file.tensor("sizes", [3, 7])
        file.node(
          "Resize", ["x", "", "none", "sizes"], ["v"],
          [
            ("mode", .text(mode)), ("coordinate_transformation_mode", .text(coordinates)),
            ("antialias", .integer(antialias)), ("axes", .integers([2, 3])),
          ])
      }
    }
}

import AssayBase

extension ONNXOperator {
  /// The settings that versions 7 to 25 define, and the operators that have just these.
  private static let settings: [(operators: [String], names: Set<String>)] = [
    (
      [
        "Abs", "Acos", "Acosh", "Add", "And", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh", "Div",
        "DynamicQuantizeLinear", "Equal", "Erf", "Exp", "Expand", "Floor", "GlobalAveragePool", "GlobalMaxPool",
        "Greater", "GreaterOrEqual", "HardSwish", "Identity", "IsNaN", "Less", "LessOrEqual", "Log", "MatMul",
        "MatMulInteger", "Max", "Mean", "Min", "Mish", "Mul", "Neg", "NonZero", "Not", "Or", "PRelu", "Pow",
        "QLinearMatMul", "Range", "Reciprocal", "Relu", "Round", "Sigmoid", "Sign", "Sin", "Sinh", "Size", "Softplus",
        "Softsign", "Sqrt", "Sub", "Sum", "Tan", "Tanh", "Tile", "Where", "Xor",
      ], []
    ),
    (["Celu", "Elu", "LeakyRelu", "Swish", "ThresholdedRelu"], ["alpha"]),
    (
      ["Compress", "Concat", "Flatten", "Gather", "GatherElements", "LogSoftmax", "OneHot", "Scatter", "Softmax"],
      ["axis"]
    ),
    (["ConstantOfShape"], ["value"]),
    (["Einsum"], ["equation"]),
    (["GatherND"], ["batch_dims"]),
    (["Gelu"], ["approximate"]),
    (["GlobalLpPool"], ["p"]),
    (["InstanceNormalization"], ["epsilon"]),
    (["MeanVarianceNormalization", "Squeeze", "Unsqueeze"], ["axes"]),
    (["Mod"], ["fmod"]),
    (["Reshape"], ["allowzero"]),
    (["ScatterND"], ["reduction"]),
    (["SpaceToDepth"], ["blocksize"]),
    (["Transpose"], ["perm"]),
    (["Trilu"], ["upper"]),
    (["CastLike"], ["round_mode", "saturate"]),
    (["Clip"], ["max", "min"]),
    (["CumSum"], ["exclusive", "reverse"]),
    (["DepthToSpace"], ["blocksize", "mode"]),
    (["Dropout"], ["ratio", "seed"]),
    (["EyeLike"], ["dtype", "k"]),
    (["HardSigmoid"], ["alpha", "beta"]),
    (["IsInf"], ["detect_negative", "detect_positive"]),
    (["LpNormalization"], ["axis", "p"]),
    (["ScatterElements"], ["axis", "reduction"]),
    (["Selu"], ["alpha", "gamma"]),
    (["Shape"], ["end", "start"]),
    (["Shrink"], ["bias", "lambd"]),
    (["Upsample"], ["mode", "scales"]),
    (["ArgMax", "ArgMin"], ["axis", "keepdims", "select_last_index"]),
    (["Cast"], ["round_mode", "saturate", "to"]),
    (["DequantizeLinear"], ["axis", "block_size", "output_dtype"]),
    (["GroupNormalization"], ["epsilon", "num_groups", "stash_type"]),
    (["LayerNormalization", "RMSNormalization"], ["axis", "epsilon", "stash_type"]),
    (["Pad"], ["mode", "pads", "value"]),
    (
      [
        "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
        "ReduceSum", "ReduceSumSquare",
      ], ["axes", "keepdims", "noop_with_empty_axes"]
    ),
    (["Slice"], ["axes", "ends", "starts"]),
    (["Split"], ["axis", "num_outputs", "split"]),
    (["BatchNormalization"], ["epsilon", "momentum", "spatial", "training_mode"]),
    (["Gemm"], ["alpha", "beta", "transA", "transB"]),
    (["LRN"], ["alpha", "beta", "bias", "size"]),
    (["QuantizeLinear"], ["axis", "block_size", "output_dtype", "precision", "saturate"]),
    (["Conv", "ConvInteger", "QLinearConv"], ["auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"]),
    (["AveragePool"], ["auto_pad", "ceil_mode", "count_include_pad", "dilations", "kernel_shape", "pads", "strides"]),
    (["LpPool"], ["auto_pad", "ceil_mode", "dilations", "kernel_shape", "p", "pads", "strides"]),
    (["MaxPool"], ["auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides"]),
    (
      ["Constant"],
      [
        "sparse_value", "value", "value_float", "value_floats", "value_int", "value_ints", "value_string",
        "value_strings",
      ]
    ),
    (
      ["ConvTranspose"],
      ["auto_pad", "dilations", "group", "kernel_shape", "output_padding", "output_shape", "pads", "strides"]
    ),
    (
      ["Resize"],
      [
        "antialias", "axes", "coordinate_transformation_mode", "cubic_coeff_a", "exclude_outside",
        "extrapolation_value", "keep_aspect_ratio_policy", "mode", "nearest_mode",
      ]
    ),
  ]

  /// The settings of each operator by its name.
  private static let knownSettings: [String: Set<String>] = Dictionary(
    settings.flatMap { entry in entry.operators.map { ($0, entry.names) } }, uniquingKeysWith: { first, _ in first })

  /// Checks that nothing is set on `node` that its operator is not known to have: it would be read past.
  ///
  /// - Throws: `AssayError(.unsupported)` that names what is not known.
  static func checkSettings(_ node: ONNXNode) throws {
    guard node.domain.isEmpty, let known = knownSettings[node.operation] else { return }
    let unknown = node.attributes.keys.filter { !known.contains($0) }.sorted()
    guard unknown.isEmpty else {
      throw AssayError(
        .unsupported, "ONNX: a setting that the operator is not known to have",
        expected: known.isEmpty ? "none" : known.sorted().joined(separator: ", "),
        found: unknown.joined(separator: ", "), advice: "Export the network with opset_version=17")
    }
  }
}

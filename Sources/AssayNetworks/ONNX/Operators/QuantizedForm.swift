import AssayBase

/// Writes out an operator on integers that stand for numbers as the operator on the numbers, between the changes from
/// one to the other.
///
/// The forms of onnxruntime's "QOperator" format (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html)
/// become those of its "QDQ" format. Sums are in float there as here, so results are the same but where a number lies
/// within rounding errors of the middle between two integers.
struct QuantizedForm {
  private let node: ONNXNode
  private var nodes: [ONNXNode] = []

  /// The names of the operators that are written out, with their domains in front but for ONNX's own.
  static let operatorNames = forms.map { $1.domain.isEmpty ? $0 : "\($1.domain).\($0)" }

  /// `node` written out; the node itself where it is no such operator.
  static func expanding(_ node: ONNXNode) -> [ONNXNode] {
    guard let form = forms[node.operation], form.domain == node.domain,
      node.attributes["channels_last"]?.integer ?? 0 == 0
    else { return [node] }
    var result = QuantizedForm(node: node)
    form.write(&result)
    return result.nodes
  }

  private init(node: ONNXNode) { self.node = node }

  private static let forms: [String: (domain: String, write: @Sendable (inout QuantizedForm) -> Void)] = [
    "QLinearConv": ("", { $0.convolution() }),
    "QLinearMatMul": ("", { $0.quantized($0.append("MatMul", [$0.number(0), $0.number(3, axis: -1)]), by: 6) }),
    "ConvInteger": ("", { $0.integers("Conv", weightsAlong: 0) }),
    "MatMulInteger": ("", { $0.integers("MatMul", weightsAlong: -1) }),
    "QGemm": (microsoft, { $0.dense() }),
    "QLinearAdd": (microsoft, { $0.quantized($0.append("Add", [$0.number(0), $0.number(3)]), by: 6) }),
    "QLinearMul": (microsoft, { $0.quantized($0.append("Mul", [$0.number(0), $0.number(3)]), by: 6) }),
    "QLinearConcat": (microsoft, { $0.concatenation() }),
    "QLinearSigmoid": (microsoft, { $0.function("Sigmoid") }),
    "QLinearLeakyRelu": (microsoft, { $0.function("LeakyRelu") }),
    "QLinearSoftmax": (microsoft, { $0.function("Softmax") }),
    "QLinearAveragePool": (microsoft, { $0.function("AveragePool") }),
    "QLinearGlobalAveragePool": (microsoft, { $0.function("GlobalAveragePool") }),
    // Those for 16 bits in older versions.
    "QuantizeLinear": (microsoft, { _ = $0.append("QuantizeLinear", $0.node.inputs, to: $0.node.outputs.first) }),
    "DequantizeLinear": (microsoft, { _ = $0.append("DequantizeLinear", $0.node.inputs, to: $0.node.outputs.first) }),
  ]

  /// What stands around the operator on numbers, with no settings of the original.
  private static let auxiliary: Set = ["QuantizeLinear", "DequantizeLinear", "Constant", "Sub", "Mul"]

  /// Settings that say which operator on numbers is meant, and are none of its own.
  private static let own: Set = ["opset", "channels_last"]

  private static let microsoft = "com.microsoft"

  private mutating func convolution() {
    let (images, weights) = (number(0), number(3, axis: 0))
    quantized(append("Conv", [images, weights] + bias(8)), by: 6)
  }

  private mutating func dense() {
    let isTransposed = node.attributes["transB"]?.integer ?? 0 != 0
    let operands = [number(0), number(3, axis: isTransposed ? 0 : 1)] + bias(6)
    // The summand's scale has the factor already.
    let factor = ONNXAttribute("beta", float: node.attributes["alpha"]?.float ?? 1)
    guard !input(7).isEmpty else {
      _ = append("Gemm", operands, to: node.outputs.first, adding: [factor])
      return
    }
    quantized(append("Gemm", operands, adding: [factor]), by: 7)
  }

  /// A product of integers less what stands for 0, whose result is a sum of integers.
  /// - Parameter axis: That of the weights along which each may have a zero point of its own.
  private mutating func integers(_ operation: String, weightsAlong axis: Int) {
    let left = input(2).isEmpty ? input(0) : append("Sub", [input(0), input(2)])
    let one = append("Constant", [], adding: [ONNXAttribute("value_float", float: 1)])
    let right = append(
      "DequantizeLinear", [input(1), one, input(3)], adding: [ONNXAttribute("axis", integer: axis)])
    _ = append(operation, [left, right], to: node.outputs.first)
  }

  private mutating func function(_ operation: String) {
    quantized(append(operation, [number(0)]), by: 3)
  }

  private mutating func concatenation() {
    let parts = stride(from: 2, to: node.inputs.count, by: 3).map { number($0) }
    quantized(append("Concat", parts), by: 0)
  }

  /// The summand at input `index`, whose scale is the product of those of the factors, at 1 and 4; none where there is none.
  private mutating func bias(_ index: Int) -> [String] {
    guard !input(index).isEmpty else { return [] }
    let scale = append("Mul", [input(1), input(4)])
    return [append("DequantizeLinear", [input(index), scale], adding: [ONNXAttribute("axis", integer: 0)])]
  }

  /// The numbers that input `index` stands for by the scale and the integer for 0 that follow it.
  private mutating func number(_ index: Int, axis: Int = 1) -> String {
    append(
      "DequantizeLinear", [input(index), input(index + 1), input(index + 2)],
      adding: [ONNXAttribute("axis", integer: axis)])
  }

  /// Makes the result the integers that stand for `value` by the scale at input `index`.
  private mutating func quantized(_ value: String, by index: Int) {
    _ = append("QuantizeLinear", [value, input(index), input(index + 1)], to: node.outputs.first)
  }

  private func input(_ index: Int) -> String { index < node.inputs.count ? node.inputs[index] : "" }

  /// Appends a node; returns the name of its result. The settings of the original are its operator's on numbers.
  private mutating func append(
    _ operation: String, _ inputs: [String], to output: String? = nil, adding settings: [ONNXAttribute] = []
  ) -> String {
    // The first name stays in front: weights name their layers.
    let name = output ?? "\(inputs.first ?? "")/\(node.outputs.first ?? node.name)/\(nodes.count)"
    let isAuxiliary = Self.auxiliary.contains(operation)
    let kept =
      isAuxiliary && node.operation != operation ? [] : node.attributes.values.filter { !Self.own.contains($0.name) }
    nodes.append(node.rewritten(as: operation, inputs, output: name, settings: kept + settings))
    return name
  }
}

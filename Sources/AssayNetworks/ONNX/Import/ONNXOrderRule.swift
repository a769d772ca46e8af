import AssayTensor

/// How an operator is said of a value when the file says it of a view of that value in another order of axes.
struct ONNXOrderRule: Sendable {
  /// Rewrites a node for the value behind `view`: the node, and the order in which its results are seen; nil where it
  /// cannot be said so.
  let rewrite:
    @Sendable (
      _ node: ONNXNode, _ view: ONNXView, _ importer: ONNXImporter
    ) throws -> (node: ONNXNode, order: [Int])?
  /// The inputs that have the view's axes; the others are settings.
  var arranges: @Sendable (_ input: Int) -> Bool = { _ in true }
  /// Whether inputs with fewer axes are not repeated along the others.
  var needsAllAxes = false

  /// The rule of the operator called `name`; nil for one that needs its input's axes in the order that it says.
  static func named(_ name: String) -> ONNXOrderRule? { all[name] }

  /// Whether the operator called `name` computes each number of the numbers in its place.
  static func isElementwise(_ name: String) -> Bool { elementwise.contains(name) || bounded.contains(name) }

  private static let all: [String: ONNXOrderRule] = {
    var all = Dictionary(uniqueKeysWithValues: elementwise.map { ($0, sameNode) })
    for name in bounded { all[name] = ONNXOrderRule(rewrite: sameNode.rewrite, arranges: { $0 == 0 }) }
    for name in ["LogSoftmax", "Softmax"] { all[name] = softmax }
    for name in ["QuantizeLinear", "DequantizeLinear", "Split"] { all[name] = alongAxis(arranges: { $0 == 0 }) }
    for name in reductions { all[name] = reduction }
    all["Concat"] = alongAxis(arranges: { _ in true })
    all["Pad"] = pad
    all["Slice"] = slice
    return all
  }()

  /// Functions of each number, and of numbers in the same place.
  private static let elementwise: Set = [
    "Abs", "Add", "Cast", "Celu", "Div", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "Identity",
    "LeakyRelu", "Log", "Max", "Mean", "Min", "Mish", "Mul", "Neg", "PRelu", "Pow", "Reciprocal", "Relu", "Selu",
    "Sigmoid", "Softplus", "Softsign", "Sqrt", "Sub", "Sum", "Swish", "Tanh", "ThresholdedRelu",
  ]

  /// Functions of each number whose further inputs are single settings.
  private static let bounded: Set = ["Clip", "Dropout"]

  private static let reductions = [
    "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
    "ReduceSum", "ReduceSumSquare",
  ]

  private static let sameNode = ONNXOrderRule { node, view, _ in (node, view.order) }

  private static func alongAxis(arranges: @escaping @Sendable (Int) -> Bool) -> ONNXOrderRule {
    let rewrite: @Sendable (ONNXNode, ONNXView, ONNXImporter) throws -> (node: ONNXNode, order: [Int])? = {
      node, view, _ in
      let isQuantisation = node.operation.hasSuffix("Linear")
      guard let axis = view.seen.axis(node.attributes["axis"]?.integer ?? (isQuantisation ? 1 : 0)) else { return nil }
      return (node.setting(ONNXAttribute("axis", view.order[axis])), view.order)
    }
    return ONNXOrderRule(rewrite: rewrite, arranges: arranges, needsAllAxes: true)
  }

  /// Before version 13 softmax is along all axes from one on.
  private static let softmax = ONNXOrderRule { node, view, importer in
    guard importer.version(of: node) >= 13, let axis = view.seen.axis(node.attributes["axis"]?.integer ?? -1) else {
      return nil
    }
    return (node.setting(ONNXAttribute("axis", view.order[axis])), view.order)
  }

  private static let reduction = ONNXOrderRule(
    rewrite: { node, view, importer in
      guard let given = try importer.integers(node, 1, or: "axes"), !given.isEmpty else { return nil }
      let axes = given.compactMap { view.seen.axis($0) }
      guard axes.count == given.count else { return nil }
      let keeps = node.attributes["keepdims"]?.integer ?? 1 != 0
      let moved = node.setting(ONNXAttribute("axes", axes.map { view.order[$0] }), insteadOfInput: 1)
      return (moved, keeps ? view.order : view.order(dropping: axes))
    }, arranges: { $0 == 0 })

  private static let pad = ONNXOrderRule(
    rewrite: { node, view, importer in
      let rank = view.order.count
      guard let pads = try importer.integers(node, 1, or: "pads"), pads.count == 2 * rank,
        try importer.operand(node, 3) == nil, let inverse = view.inverse
      else { return nil }
      let moved = inverse.map { pads[$0] } + inverse.map { pads[$0 + rank] }
      return (node.setting(ONNXAttribute("pads", moved), insteadOfInput: 1), view.order)
    }, arranges: { $0 == 0 })

  private static let slice = ONNXOrderRule(
    rewrite: { node, view, importer in
      guard let starts = try importer.integers(node, 1, or: "starts") else { return nil }
      let given = try importer.integers(node, 3, or: "axes") ?? Array(starts.indices)
      let axes = given.compactMap { view.seen.axis($0) }
      guard axes.count == given.count else { return nil }
      return (node.setting(ONNXAttribute("axes", axes.map { view.order[$0] }), insteadOfInput: 3), view.order)
    }, arranges: { $0 == 0 })
}

import AssayBase

/// An operator of ONNX: what its nodes become.
///
/// Declared with those of its family, and listed in ``all``. Definitions: https://onnx.ai/onnx/operators.
struct ONNXOperator: Sendable {
  typealias Reading = @Sendable (_ importer: inout ONNXImporter, _ node: ONNXNode) throws -> Void

  let name: String
  /// Who defines it; "" for ONNX itself.
  let domain: String
  /// Whether the first axis of its first input is that of examples by definition, for constants too.
  let takesExamples: Bool
  let read: Reading

  init(_ name: String, domain: String = "", takesExamples: Bool = false, _ read: @escaping Reading) {
    self.name = name
    self.domain = domain
    self.takesExamples = takesExamples
    self.read = read
  }

  /// The versions of ONNX's own operators that are known: what changed from 22 on are types of numbers that are not read.
  static let versions = 7...25

  static let adviceOnRefusal = "Export the network without them, or wrap it in a Classifier of your own"

  static let exportedInTraining = AssayError(
    .unsupported, "ONNX: the network was exported in training mode",
    advice: "Call model.eval() before torch.onnx.export")

  /// All operators by name.
  static let all: [String: ONNXOperator] = Dictionary(
    families.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  private static let families: [[ONNXOperator]] = [
    convolutions, products, einsum, normalizations, activations, elementary, poolings, arithmetic, powers, logic,
    reshapings, arrangements, selections, places, paddings, shapes, casts, reductions, resamplings, blocks,
    quantizations,
  ]

  /// The operator of `node`; nil where it is not known.
  static func named(_ node: ONNXNode) -> ONNXOperator? {
    guard let known = all[node.operation], known.domain == node.domain else { return nil }
    return known
  }

  /// Checks the nodes that the network's output needs.
  ///
  /// - Throws: `AssayError(.unsupported)` that lists every node whose operator or version is not known.
  static func check(_ nodes: [ONNXNode]) throws {
    if let other = nodes.first(where: { $0.domain.isEmpty && !versions.contains($0.version) }) {
      throw AssayError(
        .unsupported, "ONNX: the file uses a version of the operators that is not known",
        expected: "opset \(versions.lowerBound) to \(versions.upperBound)", found: "opset \(other.version)",
        advice: "Export with opset_version=17")
    }
    let unknown = nodes.filter { node in
      named(node) == nil || node.attributes.values.contains(where: \.hasGraph)
    }
    guard !unknown.isEmpty else { return }
    let list = unknown.map { node in
      let domain = node.domain.isEmpty ? "" : "\(node.domain)."
      return "\(domain)\(node.operation) (opset \(node.version)) at “\(node.name)”"
    }
    throw AssayError(
      .unsupported, "ONNX: the file uses operators that are not known", found: list.joined(separator: ", "),
      advice: advice(on: Set(unknown.map(\.operation))))
  }

  /// What can be done about operators that are not read.
  private static func advice(on operations: Set<String>) -> String {
    let kinds: [(names: Set<String>, advice: String)] = [
      (
        ["Attention", "RotaryEmbedding", "FlexAttention", "SwiGLU"],
        "Export with opset_version=17, which writes attention as products and a softmax"
      ),
      (
        ["Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"],
        "Export in evaluation mode: random numbers give no answer twice"
      ),
      (["If", "Loop", "Scan"], "Export without branches and loops, with shapes that are fixed but for the images"),
    ]
    let known = kinds.filter { !$0.names.isDisjoint(with: operations) }.map(\.advice)
    let rest = operations.subtracting(kinds.flatMap(\.names))
    return (known + (rest.isEmpty ? [] : [adviceOnRefusal])).joined(separator: ". ")
  }
}

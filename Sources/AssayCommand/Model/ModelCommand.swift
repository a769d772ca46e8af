import AssayBase
import AssayNetworks
import AssayTensor

/// `assay model describe`: what a model is: its images, classes, preprocessing, and layers.
package struct ModelCommand: Command {
  package static let name = "model"
  package static let abstract = "Describe a model: its images, what it does to pixels, and its layers by name."
  package static let operands = ["describe", "MODEL"]
  package static let options = ModelArgument.options.filter { $0.name != "model" }
  package static let examples = [
    (call: "model describe fixture:digits-standard", effect: "An embedded model."),
    (call: "model describe classifier.onnx --normalization imagenet", effect: "A network that PyTorch exported."),
    (call: "model describe http://127.0.0.1:8000/predict", effect: "What a service says of its model."),
  ]

  private let model: ModelArgument

  package init(_ arguments: Arguments) throws {
    guard arguments.operands[0] == "describe" else {
      throw AssayError(
        .unknownName, "a model can be described only", expected: "model describe MODEL",
        found: "“\(arguments.operands[0])”")
    }
    model = try ModelArgument(arguments, named: arguments.operands[1])
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    let model = try model.classifier(console.note)
    let lines = try (model as? Network).map { try Self.lines($0, $0.graph()) } ?? Self.lines(model)
    for line in lines { try console.print(line) }
    return .success
  }

  /// What there is to say of a model that only answers.
  private static func lines(_ model: any Classifier) -> [String] {
    let extents = model.inputShape.dimensions.map(String.init).joined(separator: "×")
    var facts = [
      ["name", model.name], ["images", "\(extents), pixels in [0, 1]"], ["classes", "\(model.classCount)"],
    ]
    let service = (model as? RemoteClassifier)?.description
    if let names = service?.classNames { facts.append(["class names", names.joined(separator: ", ")]) }
    if let limit = service?.batchLimit { facts.append(["images a call", "at most \(limit)"]) }
    return TextTable.lines(facts + [["answers", "only: no gradients, no layers"]], leftColumns: 2)
  }

  private static func lines(_ network: Network, _ graph: NetworkGraph) -> [String] {
    let preprocessing = network.preprocessing
    let facts =
      [
        ["name", network.name], ["images", "\(preprocessing)"], ["fingerprint", preprocessing.fingerprint],
        ["classes", "\(network.classCount)"], ["weights", "\(network.architecture.parameterCount)"],
        ["multiply-adds", "\(network.architecture.multiplyAdds)"],
      ] + network.metadata.sorted { $0.key < $1.key }.filter { $0.key != "name" }.map { [$0.key, $0.value] }
    let layers = graph.nodes.map { [$0.name, "\($0.outputShape)"] }
    return TextTable.lines(facts, leftColumns: 2) + ["", "layers:"] + TextTable.lines(layers, leftColumns: 2)
  }
}

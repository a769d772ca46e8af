import AssayBase
import AssayNetworks

/// `assay model describe`: what a model is: its images, what it does to pixels, its classes and layers, and who says so.
package struct ModelCommand: Command {
  package static let name = "model"
  package static let abstract = "Describe a model: its images, pixels, classes and layers, and where each is from."
  package static let operands = ["describe", "MODEL"]
  package static let options =
    [
      OptionDefinition("layers", nil, "List all layers and classes, however many."),
      OptionDefinition("json", "FILE", "Write the description with all layers to this file."),
    ] + ModelArgument.options.filter { $0.name != "model" }
  package static let examples = [
    (call: "model describe fixture:digits-standard", effect: "An embedded model."),
    (call: "model describe classifier.onnx --preprocessing imagenet", effect: "A network that PyTorch exported."),
    (call: "model describe resnet18 --layers", effect: "An architecture, without weights."),
    (call: "model describe http://127.0.0.1:8000/predict", effect: "What a service says of its model."),
  ]

  private enum Subject {
    case model(ModelArgument)
    case architecture(Architecture)
  }

  private let subject: Subject
  private let isComplete: Bool
  private let json: String?

  package init(_ arguments: Arguments) throws {
    guard arguments.operands[0] == "describe" else {
      throw AssayError(
        .unknownName, "a model can be described only", expected: "model describe MODEL",
        found: "“\(arguments.operands[0])”")
    }
    let text = arguments.operands[1]
    isComplete = arguments.has("layers")
    json = try arguments.text("json")
    if let architecture = try? Architecture.named(text) {
      try ModelArgument.checkNothingDescribesAFile(arguments)
      subject = .architecture(architecture)
    } else {
      do {
        subject = .model(try ModelArgument(arguments, named: text))
      } catch let error as AssayError where error.location == "--model" {
        throw AssayError(
          error.kind, error.problem, expected: "\(ModelArgument.forms), or an architecture of assay architectures",
          found: error.found, at: "assay model describe",
          advice: error.advice ?? NearestName.advice(for: text, among: Architecture.names))
      }
    }
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let json { try OutputPath.checkFile(json, option: "--json") }
    let description: any DescribedModel =
      switch subject {
      case .model(let model) where model.isService: ServiceDescriptionText(try model.classifier())
      case .model(let model): try ModelDescription(model)
      case .architecture(let architecture): ModelDescription(architecture)
      }
    if let json { try AtomicFile.write(description.json.serialised(pretty: true), to: json) }
    for line in description.lines(isComplete: isComplete) { try console.print(line) }
    return .success
  }
}

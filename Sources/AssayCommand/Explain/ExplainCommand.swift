import AssayBase
import AssayDatasets
import AssayExplanations
import AssayTensor
import Foundation

/// `assay explain`: maps that say how much each pixel matters.
package struct ExplainCommand: Command {
  package static let name = "explain"
  package static let abstract = "Explain what a model says: for each image a map of how much every pixel matters."
  package static let options =
    ModelArgument.options + DataArgument.options + [
      OptionDefinition(
        "method", "METHOD",
        "integrated-gradients[:steps=64,tolerance=0.005], gradient, saliency or input-times-gradient."),
      OptionDefinition("target", "T", "The class to explain: label, predicted, or its number; label unless given."),
      OptionDefinition("cases", "N", "Explain the first N images only."),
      OptionDefinition("out", "FILE", "Where the maps go: tensors maps, labels and classes."),
    ]
  package static let examples = [
    (
      call:
        "explain --model fixture:digits-standard --data digits --method integrated-gradients --out maps.safetensors",
      effect: "Integrated gradients of every image for the score of its label."
    )
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let method: Explanation
  private let target: ExplanationTarget
  private let cases: Int?
  private let out: String

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    guard let text = try arguments.text("method") else {
      throw AssayError(
        .invalidArgument, "no method is named", expected: "--method such as integrated-gradients:steps=50")
    }
    do {
      method = try Explanation(parsing: text)
    } catch let error as AssayError {
      throw error.located(at: "--method")
    }
    target = try Self.target(arguments)
    cases = try arguments.count("cases")
    guard let out = try arguments.text("out") else {
      throw AssayError(.invalidArgument, "the maps have nowhere to go", expected: "--out maps.safetensors")
    }
    self.out = out
  }

  private static func target(_ arguments: Arguments) throws -> ExplanationTarget {
    switch try arguments.text("target") {
    case nil, "label": return .label
    case "predicted": return .predicted
    case let text?:
      guard let index = Int(text), index >= 0 else {
        throw AssayError(
          .invalidArgument, "there is no such target", expected: "label, predicted or the number of a class",
          found: "“\(text)”", at: "--target")
      }
      return .classIndex(index)
    }
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    try OutputPath.checkFile(out, option: "--out")
    let inputs = try LoadedInputs(model, data, cases: cases, console)
    if case .classIndex(let index) = target, index >= inputs.network.classCount {
      throw AssayError(
        .invalidArgument, "the model \(inputs.network.name) has no such class",
        expected: "0 to \(inputs.network.classCount - 1)", found: "\(index)", at: "--target")
    }
    let subject = ExplainedModel(inputs.network)
    var (parts, allLabels, allClasses) = ([Tensor](), [Int](), [Int]())
    try inputs.forEachBatch { images, labels, indices in
      console.progress("… image \(indices.first ?? 0)")
      parts.append(try method.maps(of: subject, images: images, labels: labels, target: target))
      allLabels += labels
      allClasses += try target.scores(
        of: inputs.network, labels: labels, predictions: subject.classifier().checkedLogits(for: images).labels
      ).classes
    }
    let maps = Tensor.concatenatingRows(parts)
    var builder = TensorArchiveBuilder(metadata: [
      "model": inputs.network.name, "data": inputs.dataset.name, "method": "\(method)",
    ])
    try builder.append("maps", shape: maps.shape.dimensions, floats: maps.elements)
    try builder.append("labels", shape: [allLabels.count], integers: allLabels)
    try builder.append("classes", shape: [allClasses.count], integers: allClasses)
    try AtomicFile.write(builder.data(), to: out)
    try console.print(
      "\(allLabels.count) maps by \(method) of \(inputs.title), written to \(out)")
    return .success
  }
}

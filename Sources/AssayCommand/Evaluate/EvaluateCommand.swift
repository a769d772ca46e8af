import AssayBase
import AssayDatasets
import AssayReport

/// `assay evaluate`: how well a model classifies clean images.
package struct EvaluateCommand: Command {
  package static let name = "evaluate"
  package static let abstract = "Measure how well a model classifies: accuracy, recalls, confusion."
  package static let options =
    ModelArgument.options + DataArgument.options + [
      OptionDefinition("json", "FILE", "Write the figures to this file.")
    ]
  package static let examples = [
    (
      call: "evaluate --model fixture:digits-standard --data digits",
      effect: "An embedded model on the embedded digits."
    )
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let json: String?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    json = try arguments.text("json")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let json { try OutputPath.checkFile(json, option: "--json") }
    let evaluation = try Evaluation(LoadedInputs(model, data, console))
    if let json { try AtomicFile.write(evaluation.json.serialised(pretty: true), to: json) }
    for line in evaluation.lines { try console.print(line) }
    if let doubt = evaluation.doubt { console.note(doubt) }
    return .success
  }
}

import AssayBase
import AssayNetworks

/// `assay architectures`: the built-in networks, what they cost, and the layers of one.
package struct ArchitecturesCommand: Command {
  package static let name = "architectures"
  package static let abstract = "List the built-in networks with their weights and costs, or the layers of one."
  package static let options = [
    OptionDefinition("summary", "NAME", "The layers of one network: output shapes, weights, multiply-adds.")
  ]
  package static let examples = [
    (call: "architectures", effect: "What there is, for an image of the usual size."),
    (call: "architectures --summary resnet18", effect: "Layer by layer."),
  ]

  private let summarised: ArchitectureEntry?

  package init(_ arguments: Arguments) throws {
    summarised = try arguments.text("summary").map { name in
      if name == DarkNetPyramid.name { return .pyramid }
      do {
        return .classifier(try Architecture.named(name))
      } catch let error as AssayError {
        throw error.located(at: "--summary")
      }
    }
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let summarised {
      try console.print(try summarised.summary)
      return .success
    }
    let entries = Architecture.all.map(ArchitectureEntry.classifier) + [.pyramid]
    let head = ["name", "image", "output", "weights", "multiply-adds"]
    for line in TextTable.lines([head] + (try entries.map { try $0.cells }), leftColumns: 3) {
      try console.print(line)
    }
    return .success
  }
}

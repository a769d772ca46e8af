import AssayBase
import AssayTensor
import Foundation

/// The program `assay`: finds the command, reads its arguments, runs it, and says what went wrong.
package struct CommandLineProgram: Sendable {
  private let console: Console

  package init(console: Console) { self.console = console }

  /// The version of the program.
  static let version = "0.1.0"

  /// The commands in the order of the overview.
  static let commands: [any Command.Type] = [
    CheckCommand.self, EvaluateCommand.self, AttackCommand.self, ExplainCommand.self, PathwaysCommand.self,
    TrainCommand.self, DataCommand.self,
    ReplayCommand.self, AcceptCommand.self, ReportCommand.self, MergeCommand.self,
    ModelCommand.self, ArchitecturesCommand.self, BenchCommand.self,
  ]

  /// Runs the program with the arguments behind its name.
  package func run(_ texts: [String]) async -> ExitStatus {
    do {
      return try await runThrowing(texts)
    } catch {
      console.note("assay: \(error)")
      return .badInput
    }
  }

  private func runThrowing(_ texts: [String]) async throws -> ExitStatus {
    guard let first = texts.first else {
      try console.print(Self.overview)
      return .success
    }
    let rest = Array(texts.dropFirst())
    switch first {
    case "--help", "-h":
      try console.print(Self.overview)
      return .success
    case "help":
      try console.print(try rest.first.map { try Self.command($0).help } ?? Self.overview)
      return .success
    case "--version":
      try console.print("assay \(Self.version)")
      return .success
    default: break
    }
    let command = try Self.command(first)
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      try console.print(command.help)
      return .success
    }
    if let fault = ComputeContext.environmentFault(supported: Kernels.supported) { throw fault }
    let arguments = try ArgumentParser(options: command.options, operands: command.operands).parse(rest)
    return try await command.init(arguments).run(console)
  }

  private static func command(_ name: String) throws -> any Command.Type {
    if let command = commands.first(where: { $0.name == name }) { return command }
    let names = commands.map { $0.name }
    throw AssayError(
      .unknownName, "there is no command “\(name)”",
      advice: NearestName.advice(for: name, among: names) ?? "The commands are \(names.joined(separator: ", "))")
  }

  /// What the program says when it is called without arguments.
  static var overview: String {
    var lines = ["assay: property-based tests for neural networks", ""]
    lines += ["usage: assay COMMAND [OPTIONS]", "", "commands:"]
    lines += HelpText.columns(commands.map { ($0.name, $0.abstract) })
    lines += [
      "", "Start with `assay check`, which tests the model and the data that come with the program;",
      "`assay COMMAND --help` explains a command. Exit status: 0 all is well, 1 a property does not hold,",
      "2 the input or the arguments are wrong. ASSAY_THREADS sets the number of threads; results never depend on it.",
    ]
    return lines.joined(separator: "\n")
  }
}

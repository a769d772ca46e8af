/// One of the things that `assay` does.
package protocol Command: Sendable {
  /// The name by which it is called.
  static var name: String { get }
  /// What it does, in a line.
  static var abstract: String { get }
  /// What its arguments that are no options are called.
  static var operands: [String] { get }
  /// Its options.
  static var options: [OptionDefinition] { get }
  /// What the help lists besides: names that options take, under a title each.
  static var lists: [(title: String, entries: [(term: String, text: String)])] { get }
  /// Calls that work, and what they do.
  static var examples: [(call: String, effect: String)] { get }

  /// - Throws: `AssayError` when an argument is wrong; nothing has been done then.
  init(_ arguments: Arguments) throws

  /// Does it.
  func run(_ console: Console) async throws -> ExitStatus
}

extension Command {
  package static var operands: [String] { [] }
  package static var lists: [(title: String, entries: [(term: String, text: String)])] { [] }

  /// The answer to `assay NAME --help`.
  static var help: String {
    let call = ([name] + operands).joined(separator: " ")
    var lines = ["\(abstract)", "", "usage: assay \(call) [OPTIONS]", "", "options:"]
    lines += HelpText.columns(options.map { ($0.form, $0.help) } + [("--help", "Print this.")])
    for list in lists { lines += ["", "\(list.title):"] + HelpText.columns(list.entries) }
    lines += ["", "examples:"] + examples.flatMap { ["  # \($0.effect)", "  assay \($0.call)"] }
    return lines.joined(separator: "\n")
  }
}

import AssayBase

/// Reads the arguments of a command strictly: every option must be known, given once unless it is repeatable, and have a value
/// if it takes one.
///
/// `--name value` and `--name=value` are the same. What follows `--` is no option, whatever it looks like.
package struct ArgumentParser {
  private let options: [OptionDefinition]
  private let operandNames: [String]

  /// - Parameters:
  ///   - options: The options there are.
  ///   - operands: What the arguments that are no options are called, all of which must be given; after a name that
  ///     ends in "..." there may be more.
  package init(options: [OptionDefinition], operands: [String] = []) {
    self.options = options
    operandNames = operands
  }

  /// Reads `texts`.
  ///
  /// - Throws: `AssayError` that says which argument is wrong and what may stand there.
  package func parse(_ texts: [String]) throws -> Arguments {
    var values: [String: [String]] = [:]
    var operands: [String] = []
    var rest = texts[...]
    while let text = rest.popFirst() {
      if text == "--" {
        operands += rest
        break
      }
      guard text.hasPrefix("-"), text != "-" else {
        operands.append(text)
        continue
      }
      let (option, inline) = try option(text)
      let value: String
      if option.value == nil {
        guard inline == nil else {
          throw AssayError(.invalidArgument, "the option takes no value", found: "“\(text)”", at: "--\(option.name)")
        }
        value = ""
      } else if let inline {
        value = inline
      } else if let next = rest.first, !next.hasPrefix("--") {
        value = next
        rest.removeFirst()
      } else {
        throw AssayError(
          .invalidArgument, "the option needs a value", expected: option.form, found: rest.first.map { "“\($0)”" },
          at: "--\(option.name)")
      }
      guard option.isRepeatable || values[option.name] == nil else {
        throw AssayError(.invalidArgument, "the option is given twice", at: "--\(option.name)")
      }
      values[option.name, default: []].append(value)
    }
    try check(operands)
    return Arguments(values: values, operands: operands)
  }

  private func option(_ text: String) throws -> (option: OptionDefinition, inline: String?) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let written = parts[0]
    let inline = parts.count > 1 ? parts[1] : nil
    if let option = options.first(where: { "--\($0.name)" == written }) { return (option, inline) }
    let names = options.map { "--\($0.name)" }
    throw AssayError(
      .unknownName, "there is no option “\(written)”",
      advice: NearestName.advice(for: written, among: names) ?? "The options are \(names.joined(separator: ", "))")
  }

  private func check(_ operands: [String]) throws {
    if operands.count > operandNames.count, operandNames.last?.hasSuffix("...") != true {
      throw AssayError(
        .invalidArgument, "there is one argument too many",
        expected: operandNames.isEmpty ? "options only" : operandNames.joined(separator: " "),
        found: "“\(operands[operandNames.count])”")
    }
    if operands.count < operandNames.count {
      throw AssayError(.invalidArgument, "an argument is missing", expected: operandNames[operands.count])
    }
  }
}

/// An option of a command.
package struct OptionDefinition: Sendable {
  /// The name without the hyphens: "model".
  package let name: String
  /// What stands for its value in the help, as "FILE"; `nil` for an option without value.
  package let value: String?
  /// What it does, in a line or two.
  package let help: String

  package init(_ name: String, _ value: String? = nil, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }

  /// As it is written: "--model M".
  var form: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}

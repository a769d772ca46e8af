/// An option of a command.
package struct OptionDefinition: Sendable {
  /// The name without the hyphens: "model".
  package let name: String
  /// What stands for its value in the help, as "FILE"; `nil` for an option without value.
  package let value: String?
  /// What it does, in a line or two.
  package let help: String

  /// Whether it may be given more than once.
  package let isRepeatable: Bool

  package init(_ name: String, _ value: String? = nil, _ help: String, isRepeatable: Bool = false) {
    (self.name, self.value, self.help, self.isRepeatable) = (name, value, help, isRepeatable)
  }

  /// As it is written: "--model M".
  var form: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}

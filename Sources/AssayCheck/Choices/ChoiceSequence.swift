/// All choices of one test case, in the order they were made.
///
/// Feed it to ``Generator/value(replaying:)`` for the value. In JSON it is the bare array of its choices.
public struct ChoiceSequence: Sendable, Hashable {
  /// The choices, first drawn first.
  public let choices: [Choice]

  /// Wraps choices.
  public init(_ choices: [Choice]) {
    self.choices = choices
  }

  /// How many choices there are.
  public var count: Int { choices.count }
}

extension ChoiceSequence: CustomStringConvertible {
  /// The values in brackets.
  public var description: String { "[" + choices.map(\.description).joined(separator: ", ") + "]" }
}

extension ChoiceSequence: Codable {
  /// Reads an array of choices.
  public init(from decoder: any Decoder) throws {
    choices = try decoder.singleValueContainer().decode([Choice].self)
  }

  /// Writes an array of choices.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(choices)
  }
}

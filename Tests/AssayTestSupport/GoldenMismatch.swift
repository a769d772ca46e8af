/// Why an output is not the expected one.
public struct GoldenMismatch: Sendable, Equatable, CustomStringConvertible {
  /// What is compared: the role, possibly with its case.
  public let role: String
  /// What is wrong.
  public let message: String

  /// Makes a mismatch.
  public init(role: String = "", _ message: String) {
    self.role = role
    self.message = message
  }

  /// The role and what is wrong with it.
  public var description: String { role.isEmpty ? message : "\(role): \(message)" }
}

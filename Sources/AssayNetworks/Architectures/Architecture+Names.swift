import AssayBase

extension Architecture {
  /// The built-in architectures, as the command and checkpoints name them.
  public static var all: [Architecture] { [.digitsSmall, .digitsStrided, .mnist()] }

  /// The built-in architecture called `name`.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  public static func named(_ name: String) throws -> Architecture {
    if let architecture = all.first(where: { $0.name == name }) { return architecture }
    throw AssayError(
      .unknownName, "there is no such architecture", expected: all.map(\.name).joined(separator: ", "), found: name)
  }
}

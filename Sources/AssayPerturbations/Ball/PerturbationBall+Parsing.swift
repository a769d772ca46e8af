import AssayBase

extension PerturbationBall {
  /// Reads a ball as the command writes it: `linf:8/255`, `l2:0.5`, `l0:5`.
  ///
  /// - Throws: `AssayError` that says what may stand where.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw AssayError(.invalidArgument, "not a ball", expected: "NORM:SIZE, as linf:8/255", found: "“\(text)”")
    }
    guard let norm = Norm(rawValue: parts[0]) else {
      throw AssayError(
        .unknownName, "there is no such norm", expected: Norm.allCases.map(\.rawValue).joined(separator: ", "),
        found: "“\(parts[0])”", at: text)
    }
    self.init(norm, try NumberText.number(parts[1], named: "the size of the ball in \(text)"))
    try validate()
  }
}

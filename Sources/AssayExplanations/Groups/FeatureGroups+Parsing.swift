import AssayBase

extension FeatureGroups {
  /// Reads groups as the command writes them: `pixels`, `blocks:4`, `grid:4x4`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` that says what may stand there.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let sizes = parts.count > 1 ? parts[1].split(separator: "x", omittingEmptySubsequences: false).map { Int($0) } : []
    switch (parts.first, sizes.count) {
    case ("pixels", 0): self = .pixels
    case ("blocks", 1):
      guard let side = sizes[0] else { throw Self.unknown(text) }
      self = .blocks(side: side)
    case ("grid", 2):
      guard let rows = sizes[0], let columns = sizes[1] else { throw Self.unknown(text) }
      self = .grid(rows: rows, columns: columns)
    default: throw Self.unknown(text)
    }
    try validate()
  }

  private static func unknown(_ text: String) -> AssayError {
    AssayError(
      .invalidArgument, "there are no such groups of pixels", expected: "pixels, blocks:SIDE or grid:ROWSxCOLUMNS",
      found: "“\(text)”")
  }
}

extension Settings {
  /// The setting `groups`, if it is there.
  mutating func groups(otherwise usual: FeatureGroups) throws -> FeatureGroups {
    try text("groups").map { try FeatureGroups(parsing: $0) } ?? usual
  }
}

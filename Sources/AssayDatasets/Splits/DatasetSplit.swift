import AssayBase

/// A data set cut into parts that share no example.
public struct DatasetSplit: Sendable {
  /// The parts in the order in which they were asked for.
  public let parts: [Dataset]
  private let names: [String]

  init(parts: [Dataset], names: [String]) {
    self.parts = parts
    self.names = names
  }

  /// The part of that name.
  ///
  /// - Throws: `AssayError` of kind `unknownName` that lists the parts.
  public func part(_ name: String) throws -> Dataset {
    guard let index = names.firstIndex(of: name) else {
      throw AssayError(
        .unknownName, "there is no such part", expected: names.joined(separator: ", "), found: "“\(name)”")
    }
    return parts[index]
  }
}

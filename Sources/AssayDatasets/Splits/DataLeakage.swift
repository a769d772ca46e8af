import AssayBase

/// What two parts of a data set have in common that they must not, so that the one would give the other's answers away.
public struct DataLeakage: Sendable, Equatable, CustomStringConvertible {
  /// An example of the one part and one of the other that belong together.
  public struct Pair: Sendable, Equatable {
    /// The index in the first part.
    public let first: Int
    /// The index in the second part.
    public let second: Int
  }

  /// Examples with the same content: for each of the second part that is in the first, the first there.
  public let sameContent: [Pair]
  /// The groups (patients, writers) of both, sorted by their names' UTF-8 bytes.
  public let sharedGroups: [String]
  private let names: [String]

  /// Whether nothing is in common.
  public var isNone: Bool { sameContent.isEmpty && sharedGroups.isEmpty }

  /// Looks for what `first` and `second` have in common.
  ///
  /// Reads all examples of both, a batch at a time. Pictures that are nearly the same are not looked for.
  /// - Throws: What reading the examples throws.
  public init(between first: Dataset, and second: Dataset, by basis: Dataset.ContentBasis = .pixels) throws {
    var places: [SHA256: Int] = [:]
    for (index, content) in try first.contents(by: basis).enumerated() where places[content] == nil {
      places[content] = index
    }
    sameContent = try second.contents(by: basis).enumerated().compactMap { index, content in
      places[content].map { Pair(first: $0, second: index) }
    }
    sharedGroups = try first.groups().intersection(second.groups()).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    names = [first.name, second.name]
  }

  /// As "train and test have in common 3 examples of the same content and 1 group (“patient 7”)".
  public var description: String {
    let both = names.joined(separator: " and ")
    if isNone { return "\(both) have nothing in common" }
    var parts: [String] = []
    if !sameContent.isEmpty {
      parts.append("\(sameContent.count) \(sameContent.count == 1 ? "example" : "examples") of the same content")
    }
    if !sharedGroups.isEmpty {
      let listed = sharedGroups.prefix(5).map { "“\($0)”" }.joined(separator: ", ")
      let more = sharedGroups.count > 5 ? " …" : ""
      parts.append("\(sharedGroups.count) \(sharedGroups.count == 1 ? "group" : "groups") (\(listed)\(more))")
    }
    return "\(both) have in common \(parts.joined(separator: " and "))"
  }
}

extension Dataset {
  /// The groups of all examples.
  fileprivate func groups() throws -> Set<String> {
    Set(try (0..<count).compactMap { try group(at: $0) })
  }
}

extension DatasetSplit {
  /// What the parts have in common, for each two of them that have anything.
  ///
  /// - Throws: What reading the examples throws.
  public func leakage(by basis: Dataset.ContentBasis = .pixels) throws -> [DataLeakage] {
    try parts.indices.flatMap { first in
      try parts.indices.dropFirst(first + 1).map { second in
        try DataLeakage(between: parts[first], and: parts[second], by: basis)
      }
    }.filter { !$0.isNone }
  }
}

import AssayBase

/// Examples of a data set with the same content.
public struct DuplicateExamples: Sendable, Equatable {
  /// Their indices, ascending, at least two.
  public let indices: [Int]
  /// Whether they have different labels, so that at least one is wrong.
  public let disagree: Bool
}

/// Where each content occurs.
struct ContentPlaces {
  private var places: [SHA256: [Int]] = [:]

  mutating func add(_ content: SHA256, at index: Int) { places[content, default: []].append(index) }

  /// The contents that occur more than once, in the order of the first of each.
  func duplicates(in data: Dataset) throws -> [DuplicateExamples] {
    try places.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { indices in
      DuplicateExamples(indices: indices, disagree: Set(try indices.map { try data.label(at: $0) }).count > 1)
    }
  }
}

extension Dataset {
  /// The examples that occur more than once, in the order of the first of each.
  ///
  /// - Throws: What reading the examples throws.
  public func duplicates(by basis: ContentBasis = .pixels) throws -> [DuplicateExamples] {
    var places = ContentPlaces()
    for (index, content) in try contents(by: basis).enumerated() { places.add(content, at: index) }
    return try places.duplicates(in: self)
  }
}

import AssayBase

/// Which classes of a model those of a data set are, by their names.
///
/// Folders come in the order of the alphabet, a model's classes in that of its training: where both have names, these decide.
package struct ClassMatching: Sendable {
  /// The model's class for each of the data's.
  package let labels: [Int]

  /// Whether the classes have names, and not only numbers.
  package static func areNamed(_ names: [String]) -> Bool { names != names.indices.map { "\($0)" } }

  /// Matches names, of which case, underscores, hyphens and synonyms behind a comma make no difference where they are alone.
  ///
  /// - Parameters:
  ///   - names: The data's names; where they are the numbers from 0 on, classes are matched by number.
  ///   - model: The model's names.
  /// - Throws: `AssayError(.invalidArgument)` that lists the names without a class, or with several.
  package init(_ names: [String], to model: [String]) throws {
    guard Self.areNamed(names) else {
      guard names.count <= model.count else {
        throw AssayError(
          .shapeMismatch, "the data have more classes than the model has names", expected: "at most \(model.count)",
          found: "\(names.count)")
      }
      labels = Array(names.indices)
      return
    }
    let whole = Dictionary(grouping: model.indices) { Self.key(model[$0]) }
    let parts = Dictionary(
      model.indices.flatMap { index in Set(model[index].split(separator: ",").map(Self.key)).map { ($0, [index]) } },
      uniquingKeysWith: +)
    let found = names.map { name in whole[Self.key(name)] ?? parts[Self.key(name)] ?? [] }
    let missing = zip(names, found).filter { $1.isEmpty }.map(\.0)
    guard missing.isEmpty else {
      let near = NearestName.advice(for: missing[0], among: model).map { "\($0) Otherwise name" } ?? "Name"
      throw AssayError(
        .invalidArgument, "the data have classes that the model does not name", expected: Self.list(model),
        found: Self.list(missing),
        advice: "\(near) the model's classes in the data's words (--classes FILE, or classNames), in the logits' order")
    }
    let labels = found.map { $0[0] }
    guard found.allSatisfy({ $0.count == 1 }), Set(labels).count == labels.count else {
      let unclear = zip(names, found).filter { _, classes in
        classes.count > 1 || labels.filter { $0 == classes[0] }.count > 1
      }
      throw AssayError(
        .invalidArgument, "the data's classes cannot be told apart by the model's names for them",
        found: unclear.prefix(6).map { "\($0) as \($1.map { "class \($0)" }.joined(separator: " and "))" }
          .joined(separator: ", "),
        advice: "Name the model's classes in the data's words (--classes FILE, or classNames), in the logits' order")
    }
    self.labels = labels
  }

  /// Matches the classes of a data set.
  ///
  /// - Throws: `AssayError` that names the data set.
  package static func of(_ data: Dataset, to model: [String]) throws -> ClassMatching {
    do {
      return try ClassMatching(data.classNames, to: model)
    } catch let error as AssayError {
      throw error.located(at: data.name)
    }
  }

  /// Whether every class has the same number on both sides.
  package var isIdentity: Bool { labels == Array(labels.indices) }

  /// A name without what people write differently.
  private static func key(_ name: some StringProtocol) -> String {
    name.lowercased().split { $0 == "_" || $0 == "-" || $0.isWhitespace }.joined(separator: " ")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}

extension Dataset {
  /// The same examples with a model's names and numbers for their classes, matched by name where the data have names.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for classes that the model does not name.
  public func labelled(as classNames: [String]) throws -> Dataset {
    let matching = try ClassMatching.of(self, to: classNames)
    guard !matching.isIdentity || self.classNames != classNames else { return self }
    return try relabelled(matching.labels, classNames: classNames, name: name)
  }
}

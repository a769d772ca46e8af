import AssayProperties
import AssayReport

/// The folder to which the counterexamples of a run go.
struct CounterexampleArchive {
  /// The folder of all that runs leave behind.
  static let root = ".assay"

  private let folder: String
  private var used: Set<String> = []

  init(model: String, data: String) {
    folder = "\(Self.root)/counterexamples/\(FileSlug.of(model))-\(FileSlug.of(data))"
  }

  /// Saves the counterexample of a verdict, if it has one.
  ///
  /// - Throws: `AssayError` when the system refuses.
  mutating func save(_ verdict: Verdict) throws -> CounterexampleFiles? {
    guard let counterexample = verdict.counterexample else { return nil }
    return try CounterexampleFiles(writing: counterexample, into: folder, name: unusedName(for: verdict.property))
  }

  /// A name that no other property of this run has: two may differ in what a name of a file cannot show.
  private mutating func unusedName(for property: String) -> String {
    let slug = FileSlug.of(property)
    var name = slug
    var number = 2
    while !used.insert(name).inserted {
      name = "\(slug)-\(number)"
      number += 1
    }
    return name
  }
}

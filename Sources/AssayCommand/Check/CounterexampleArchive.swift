import AssayBase
import AssayProperties
import AssayReport
import Foundation

/// Where a run of the command leaves what it found, and finds what was saved: as tests do, with the model and the data
/// in the place of the suite, and the property in that of the test.
struct CounterexampleArchive {
  private let folder: RunFolder
  private let corpus: Corpus
  private let suite: String
  private let source: String
  private var used: Set<String> = []

  init(model: String, data: String) {
    let package = PackageFolder.current()
    let prefix = package == FileManager.default.currentDirectoryPath ? "" : "\(package)/"
    folder = RunFolder(path: prefix + RunFolder.name)
    corpus = Corpus(root: prefix + Corpus.place)
    suite = "\(FileSlug.of(model))-\(FileSlug.of(data))"
    source = "assay check of \(model) on \(data)"
  }

  /// Whose the cases of a property are: two properties may differ in what a name of a file cannot show.
  mutating func owner(of property: String) -> CaseOwner {
    let slug = FileSlug.of(property)
    var name = slug
    var number = 2
    while !used.insert(name).inserted {
      name = "\(slug)-\(number)"
      number += 1
    }
    return CaseOwner(test: "\(source): \(property)", suite: suite, name: name)
  }

  /// The saved counterexamples of a property.
  func saved(of owner: CaseOwner) -> Corpus.Contents { corpus.contents(of: owner) }

  /// Saves the counterexample of a verdict, if it has one.
  ///
  /// - Throws: `AssayError` when the system refuses.
  func save(_ verdict: Verdict, of owner: CaseOwner, model: ModelIdentity) throws -> CounterexampleFiles? {
    guard let counterexample = verdict.counterexample else { return nil }
    let saved = SavedCase(.image(counterexample), of: owner, model: model)
    try folder.writeCase(owner.path, [("json", try saved.json()), ("png", try counterexample.png())])
    return CounterexampleFiles(
      picture: PackageFolder.shortened(folder.caseFile(owner.path, "png")),
      replay: PackageFolder.shortened(folder.caseFile(owner.path, "json")))
  }

  /// Appends a result to the log.
  ///
  /// - Throws: `AssayError` when the system refuses.
  func log(_ record: ResultRecord) throws { try ResultsLog.append(record, to: folder) }

  /// Appends the cases of a check that are split to the log.
  ///
  /// - Throws: `AssayError` when the system refuses.
  func log(_ cases: SplitCases) throws { try ResultsLog.append(CheckPart(cases), to: folder) }
}

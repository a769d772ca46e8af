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

  /// - Parameter model: What the model is called; `nil` when only the data are checked.
  init(model: String?, data: String) {
    let package = PackageFolder.current()
    let prefix = package == FileManager.default.currentDirectoryPath ? "" : "\(package)/"
    folder = RunFolder(path: prefix + RunFolder.name)
    corpus = Corpus(root: prefix + Corpus.place)
    suite = "\(FileSlug.of(model ?? "data"))-\(FileSlug.of(data))"
    source = "assay check of \(model.map { "\($0) on " } ?? "")\(data)"
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

  /// Saves the counterexample of a verdict, or the picture alone where there is nothing to run again; `nil` without
  /// any.
  ///
  /// - Throws: `AssayError` when the system refuses.
  func save(
    _ verdict: Verdict, of owner: CaseOwner, model: ModelIdentity?, entry: JSONValue?
  ) throws -> CounterexampleFiles? {
    guard let picture = try verdict.picture() else { return nil }
    let saved = verdict.counterexample.map { SavedCase(.image($0), of: owner, model: model, claim: entry) }
    let replay = try saved.map { [(type: "json", bytes: try $0.json())] } ?? []
    try folder.writeCase(owner.path, replay + [(type: "png", bytes: picture)])
    return CounterexampleFiles(
      picture: PackageFolder.shortened(folder.caseFile(owner.path, "png")),
      replay: saved.map { _ in PackageFolder.shortened(folder.caseFile(owner.path, "json")) })
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

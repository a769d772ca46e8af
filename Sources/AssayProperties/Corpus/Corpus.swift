import AssayBase
import Foundation

/// The counterexamples worth keeping: `Fixtures/Counterexamples/<suite>/<test>/`, a JSON file and its picture each.
///
/// Under version control, and changed by ``accept(_:)`` alone (`assay accept`): no test run writes here.
package struct Corpus: Sendable {
  /// Where a package keeps its corpus, below its root.
  package static let place = "Fixtures/Counterexamples"

  /// The path of the folder, which need not exist.
  package let root: String

  package init(root: String) { self.root = root }

  /// What the folder of a test holds.
  package struct Contents: Sendable {
    /// The test's own cases, by the names of their files.
    package var entries: [CorpusEntry] = []
    /// What cannot be read, each with its file and what to do.
    package var faults: [AssayError] = []

    package init() {}
  }

  /// The folder of a test's cases.
  package func folder(of owner: CaseOwner) -> String { (root.isEmpty ? "" : "\(root)/") + owner.path }

  /// The saved cases of a test.
  ///
  /// Two tests of one name, in two modules, share a folder: each gets those that name it. A file that cannot be read is a
  /// fault and not skipped.
  package func contents(of owner: CaseOwner) -> Contents {
    var contents = Contents()
    let folder = folder(of: owner)
    var info = stat()
    guard stat(folder, &info) == 0 || errno != ENOENT else { return contents }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      contents.faults.append(AssayError(.inaccessibleFile, "cannot list the saved counterexamples", at: folder))
      return contents
    }
    for name in names {
      let path = "\(folder)/\(name)"
      do {
        guard name.hasSuffix(".json") else {
          try checkStranger(name, among: names, at: path)
          continue
        }
        let saved = try SavedCase(contentsOf: path)
        guard saved.owner.path == owner.path else { throw Self.misplaced(saved, at: path) }
        if saved.owner.test == owner.test { contents.entries.append(CorpusEntry(path: path, saved: saved)) }
      } catch let error as AssayError {
        contents.faults.append(error)
      } catch {
        contents.faults.append(AssayError(.malformedData, "\(error)", at: path))
      }
    }
    return contents
  }

  /// Writes a case into the folder of its test, and reads it back.
  ///
  /// - Returns: The path of its JSON file, and whether it was there already.
  /// - Throws: `AssayError` when the system refuses.
  package func accept(_ saved: SavedCase) throws -> (path: String, isNew: Bool) {
    let folder = folder(of: saved.owner)
    let name = saved.fileName
    let path = "\(folder)/\(name).json"
    // A file that is there and damaged is mended by accepting the case again.
    if let known = try? SavedCase(contentsOf: path), known.content == saved.content { return (path, false) }
    let picture = try saved.picture()
    if let picture { try AtomicFile.write(picture, to: "\(folder)/\(name).png", creatingFolders: true) }
    try AtomicFile.write(
      try saved.json(image: picture == nil ? nil : "\(name).png"), to: path, creatingFolders: true)
    _ = try SavedCase(contentsOf: path)
    return (path, true)
  }

  private func checkStranger(_ name: String, among names: [String], at path: String) throws {
    guard name.hasSuffix(".png"), !names.contains("\(name.dropLast(4)).json") else { return }
    throw AssayError(
      .missingFile, "a picture without its JSON file", expected: "\(name.dropLast(4)).json beside it", at: path,
      advice: "Restore it with git, or delete the picture to forget the case")
  }

  private static func misplaced(_ saved: SavedCase, at path: String) -> AssayError {
    AssayError(
      .malformedData, "the case belongs to another test", expected: "the folder \(saved.owner.path)", at: path,
      advice: "Move it back, or delete it and accept the case that this test finds")
  }
}

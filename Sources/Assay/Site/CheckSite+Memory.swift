import AssayBase
import AssayProperties
import Foundation
import Synchronization
import Testing

/// Where the check's test keeps what outlives a run.
extension CheckSite {
  /// The variable of the environment that makes baselines be written.
  static let recordVariable = "ASSAY_RECORD"
  /// The files in which a test of each name was seen.
  private static let sources = Mutex<[String: String]>([:])

  /// Whose the files of the test are.
  var owner: CaseOwner { name.owner(in: test.sourceLocation.fileID) }

  /// The root of the user's package; nothing where that is the current folder.
  private var package: String {
    let root = PackageFolder.current(sourceFile: test.sourceLocation.filePath)
    return root == FileManager.default.currentDirectoryPath ? "" : root
  }

  /// The folder `.assay` of the package.
  var runFolder: RunFolder { RunFolder(inPackage: package) }

  /// The saved counterexamples of the package, below `Fixtures/Counterexamples`.
  var corpus: Corpus { Corpus(root: (package.isEmpty ? "" : "\(package)/") + Corpus.place) }

  /// `Baselines/<suite>/<test>.json` beside the source file of the test.
  private var baselines: String {
    PackageFolder.shortened("\(AtomicFile.parent(of: test.sourceLocation.filePath))/Baselines/\(owner.path).json")
  }

  /// The saved cases of the test, with what could not be read of them; none inside a trial of a `forAll`.
  ///
  /// A `forAll` takes those whose content is `.choices`, a `check` those that are images.
  func savedCases() -> Corpus.Contents {
    settings.isTrial ? Corpus.Contents() : corpus.contents(of: owner)
  }

  /// What earlier runs left for a check of this test.
  ///
  /// - Throws: `AssayError` when recording is asked for where it must not be.
  func memory(saved: [CorpusEntry], usesBaseline: Bool) throws -> CheckMemory {
    let isRecording = usesBaseline ? try Self.isRecording(ProcessInfo.processInfo.environment) : false
    if usesBaseline { try checkName() }
    return CheckMemory(
      test: name.unique, saved: saved, baselines: baselines, isRecording: isRecording,
      advice: "Record one: \(Self.recordVariable)=1 swift test --filter \(name.filter.quotedForShell)")
  }

  /// - Throws: `AssayError(.contractBroken)` in continuous integration.
  static func isRecording(_ environment: [String: String]) throws -> Bool {
    guard Surroundings.isOn(environment[recordVariable]) else { return false }
    guard Surroundings.isOn(environment["CI"]) else { return true }
    throw AssayError(
      .contractBroken, "baselines are not recorded in continuous integration",
      expected: "\(recordVariable) on a person's machine, who commits the file", found: "CI=\(environment["CI"] ?? "")",
      at: recordVariable, advice: "Take \(recordVariable) out of the job, or CI out of your environment")
  }

  /// Two tests of one name would share a baseline without noticing.
  ///
  /// - Throws: `AssayError(.contractBroken)` for the second.
  private func checkName() throws {
    let source = Self.sources.withLock { sources in
      let known = sources[name.unique] ?? test.sourceLocation.fileID
      sources[name.unique] = known
      return known
    }
    guard source != test.sourceLocation.fileID else { return }
    throw AssayError(
      .contractBroken, "two tests are called \(name.unique), and would share one baseline", found: source,
      at: test.sourceLocation.fileID, advice: "Rename one of them or its suite")
  }
}

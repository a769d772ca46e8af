import AssayBase
import AssayProperties
import Foundation

/// `assay accept`: copies a counterexample of a run into the corpus, where its test runs it first from then on.
package struct AcceptCommand: Command {
  package static let name = "accept"
  package static let abstract = "Keep a counterexample of a run: its test tries it first from now on."
  package static let operands = ["COUNTEREXAMPLE.json"]
  package static let options = [
    OptionDefinition("to", "DIR", "The folder of the corpus; \(Corpus.place) of the package unless given.")
  ]
  package static let examples = [
    (
      call: "accept .assay/counterexamples/DigitRobustness/aFlipKeepsTheLabel.json",
      effect: "Into Fixtures/Counterexamples/DigitRobustness/aFlipKeepsTheLabel, to be committed."
    )
  ]

  private let path: String
  private let folder: String?

  package init(_ arguments: Arguments) throws {
    path = arguments.operands[0]
    folder = try arguments.text("to")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    let saved = try SavedCase(contentsOf: path)
    let corpus = Corpus(root: try root())
    let accepted = try corpus.accept(saved)
    try console.print("\(accepted.isNew ? "kept" : "was kept already"): \(accepted.path)")
    let claim = saved.property == saved.owner.test ? "" : "\(saved.property), "
    try console.print("  \(claim)found by \(saved.owner.test)")
    if accepted.isNew {
      try console.print("  commit the folder; to forget the case, delete its files")
    }
    return .success
  }

  /// The corpus of the package in which the command runs.
  private func root() throws -> String {
    if let folder { return folder }
    guard let package = PackageFolder.above(FileManager.default.currentDirectoryPath) else {
      throw AssayError(
        .missingFile, "there is no package here whose corpus this could be",
        expected: "a folder with Package.swift, or below one", found: FileManager.default.currentDirectoryPath,
        advice: "Go there, or name the folder: --to DIR")
    }
    return PackageFolder.shortened("\(package)/\(Corpus.place)")
  }
}

import AssayBase
import AssayProperties
import Foundation

/// What `--baseline` and `--record` name: the earlier outcomes that shares are held against, or where to write them.
struct BaselineArgument: Sendable {
  static let options = [
    OptionDefinition(
      "baseline", "FILE", "Also falsify what passes fewer examples than the model of this file did, one by one."),
    OptionDefinition(
      "record", "FILE", "Evaluate every example and write what came of each, for --baseline; not where CI is set."),
  ]

  let path: String?
  let isRecording: Bool

  /// - Throws: `AssayError` when both are given, or a baseline would be recorded in continuous integration.
  init(_ arguments: Arguments) throws {
    let (baseline, record) = (try arguments.text("baseline"), try arguments.text("record"))
    guard baseline == nil || record == nil else {
      throw AssayError(.invalidArgument, "a baseline is recorded or compared with, not both", at: "--record")
    }
    if record != nil, Surroundings.isContinuousIntegration {
      throw AssayError(
        .contractBroken, "baselines are not recorded in continuous integration",
        expected: "--record on a person's machine, who commits the file",
        found: "CI=\(ProcessInfo.processInfo.environment["CI"] ?? "")", at: "--record")
    }
    path = record ?? baseline
    isRecording = record != nil
  }

  /// The property with its baseline, where it is about a share.
  func applied<Model>(to property: Property<Model>) -> Property<Model> {
    guard let path, property.isAboutShare else { return property }
    return property.notWorseThan(.file(path))
  }

  /// What earlier runs left for a property.
  func memory(of owner: CaseOwner, saved: [CorpusEntry]) -> CheckMemory {
    CheckMemory(
      test: "assay check", saved: saved, isRecording: isRecording,
      advice: "Record one: assay check --record \(ShellText.quoted(path ?? "FILE")) with the earlier model")
  }
}

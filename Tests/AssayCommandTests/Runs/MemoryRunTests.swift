import AssayBase
import AssayTestSupport
import Foundation
import Testing

/// What the command keeps from run to run.
@Suite struct MemoryRunTests {
  private static let robustness = [
    "check", "--model", "fixture:digits-standard", "--properties", "robust-accuracy", "--epsilon", "0.1", "--at-least",
    "0.9", "--cases", "60",
  ]

  /// The file of the counterexample that a run left.
  private static func found(in folder: TemporaryFolder) throws -> String {
    let files = folder.files.filter { $0.hasPrefix(".assay/counterexamples/") && $0.hasSuffix(".json") }
    return try #require(files.first)
  }

  /// The files of the corpus, in order.
  private static func kept(in folder: TemporaryFolder) -> [String] {
    folder.files.filter { $0.hasPrefix("Fixtures/") }
  }

  @Test func anAcceptedCaseIsTriedFirst() async throws {
    try await TemporaryFolder.with { folder in
      try Data().write(to: folder.file("Package.swift"))
      let first = try await AssayProgram.run(Self.robustness, in: folder)
      let found = try Self.found(in: folder)
      let accepted = try await AssayProgram.run(["accept", found], in: folder)
      #expect(
        accepted.status == 0 && accepted.output.hasPrefix("kept: Fixtures/Counterexamples/"), "\(accepted.errors)")
      let again = try await AssayProgram.run(["accept", found], in: folder)
      #expect(again.status == 0 && again.output.hasPrefix("was kept already: "))
      let kept = Self.kept(in: folder)
      #expect(kept.count == 2 && kept.first?.hasSuffix(".json") == true && kept.last?.hasSuffix(".png") == true)

      let second = try await AssayProgram.run(Self.robustness, in: folder)
      #expect(second.output.contains("1 of 1 saved counterexample still fools the model"), "\(second.output)")
      #expect(first.status == second.status)
      let replay = try await AssayProgram.run(["replay", try #require(kept.first)], in: folder)
      #expect(replay.status == 1 && replay.output.contains("✘ still fails, in the same way"), "\(replay.errors)")

      try FileManager.default.removeItem(at: folder.file(try #require(kept.last)))
      let damaged = try await AssayProgram.run(Self.robustness, in: folder)
      #expect(damaged.status == 1 && damaged.output.contains("the picture of the case is missing"))
      #expect(try await AssayProgram.run(["replay", try #require(kept.first)], in: folder).status == 2)
    }
  }

  @Test func withoutAPackageTheFolderIsNamed() async throws {
    try await TemporaryFolder.with { folder in
      _ = try await AssayProgram.run(Self.robustness, in: folder)
      let found = try Self.found(in: folder)
      let lost = try await AssayProgram.run(["accept", found], in: folder)
      #expect(lost.status == 2 && lost.errors.contains("--to DIR"), "\(lost.errors)")
      let named = try await AssayProgram.run(["accept", found, "--to", "corpus"], in: folder)
      #expect(named.status == 0 && named.output.hasPrefix("kept: corpus/"))
      // A change by hand is seen.
      let text = try String(contentsOf: folder.file(found), encoding: .utf8)
      try Data(text.replacing("\"index\"", with: "\"indices\"").utf8).write(to: folder.file(found))
      let edited = try await AssayProgram.run(["accept", found], in: folder)
      #expect(edited.status == 2 && edited.errors.contains("changed after it was written"), "\(edited.errors)")
    }
  }

  @Test func aBaselineIsRecordedAndHeldAgainst() async throws {
    try await TemporaryFolder.with { folder in
      let check = ["check", "--properties", "robust-accuracy", "--epsilon", "0.1", "--at-least", "0.1"]
      let model = ["--model", "fixture:digits-standard"]
      let record = try await AssayProgram.run(check + ["--record", "b.json"], in: folder)
      #expect(record.status == 0 && record.errors.contains("as passed in b.json"), "\(record.output)\(record.errors)")
      let same = try await AssayProgram.run(check + ["--baseline", "b.json"], in: folder)
      #expect(same.status == 0 && same.output.contains("0 lost, 0 gained"), "\(same.output)\(same.errors)")
      let worse = try await AssayProgram.run(check + model + ["--baseline", "b.json"], in: folder)
      #expect(worse.status == 1 && worse.output.contains("lost: example #"), "\(worse.output)\(worse.errors)")
    }
  }

  @Test func nothingIsRecordedInContinuousIntegration() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["check", "--record", "b.json"], in: folder, environment: ["CI": "true"])
      #expect(run.status == 2 && run.errors.contains("continuous integration") && folder.files.isEmpty)
    }
  }

  @Test func theLogMakesAReport() async throws {
    try await TemporaryFolder.with { folder in
      for properties in ["accuracy", "determinism,accuracy"] {
        _ = try await AssayProgram.run(["check", "--properties", properties], in: folder)
      }
      let report = try await AssayProgram.run(["report", ".assay/results.jsonl", "--out", "page"], in: folder)
      #expect(
        report.status == 0 && report.output.hasPrefix("2 of 2 properties hold (digits-adversarial on digits/test"))
      #expect(
        folder.files.filter { $0.hasPrefix("page/") } == ["page/index.html", "page/junit.xml", "page/results.json"])
      let all = try await AssayProgram.run(
        ["report", ".assay/results.jsonl", ".assay/results.jsonl", "--out", "page", "--all-runs"], in: folder)
      #expect(all.status == 0 && all.output.hasPrefix("6 of 6 properties hold"), "\(all.output)\(all.errors)")
    }
  }

  /// A place that takes no files costs the files and not the verdict.
  @Test func aFolderThatCannotBeWrittenIsSaid() async throws {
    try await TemporaryFolder.with { folder in
      try Data().write(to: folder.file(".assay"))
      let run = try await AssayProgram.run(["check", "--properties", "accuracy,determinism"], in: folder)
      #expect(run.status == 0 && run.output.contains("2 of 2 properties hold"), "\(run.output)\(run.errors)")
      #expect(run.errors.contains("not saved: .assay") && run.errors.split(separator: "\n").count == 1)
    }
  }
}

import AssayTestSupport
import Foundation
import Testing

/// Checks dealt to several processes of the command, and decided together.
@Suite struct MergeRunTests {
  /// Runs `assay check` as each of `count` processes and keeps the log of each.
  private func logs(_ count: Int, _ arguments: [String], in folder: TemporaryFolder) async throws -> [String] {
    var logs: [String] = []
    for index in 1...count {
      let run = try await AssayProgram.run(
        ["check"] + arguments, in: folder, environment: ["ASSAY_SHARD": "\(index)/\(count)"])
      #expect(run.status == 0, "\(run.output) \(run.errors)")
      let log = folder.file(".assay/results.jsonl")
      guard FileManager.default.fileExists(atPath: log.path(percentEncoded: false)) else { continue }
      logs.append("results-\(index).jsonl")
      try FileManager.default.moveItem(at: log, to: folder.file("results-\(index).jsonl"))
    }
    return logs
  }

  @Test func splitCasesAreDecidedTogether() async throws {
    try await TemporaryFolder.with { folder in
      let arguments = ["--properties", "robust-accuracy,determinism", "--cases", "60"]
      let whole = try await AssayProgram.run(["check"] + arguments, in: folder)
      let verdicts = whole.lines.filter { $0.hasPrefix("✔") }
      #expect(verdicts.count == 3)
      try FileManager.default.removeItem(at: folder.file(".assay"))
      let logs = try await logs(3, arguments + ["--split-cases"], in: folder)
      #expect(logs.count == 3)
      let merged = try await AssayProgram.run(["merge"] + logs + ["--report", "report"], in: folder)
      #expect(merged.status == 0 && merged.lines.filter { $0.hasPrefix("✔") } == verdicts, "\(merged.output)")
      #expect(folder.files.contains("report/junit.xml"))
      let missing = try await AssayProgram.run(["merge", logs[0], logs[2]], in: folder)
      #expect(missing.status == 2 && missing.errors.contains("a shard is missing") && missing.errors.contains("2/3"))
    }
  }

  @Test func propertiesAreDealtWhole() async throws {
    try await TemporaryFolder.with { folder in
      let arguments = ["--properties", "accuracy,batch-independence,determinism"]
      let logs = try await logs(2, arguments, in: folder)
      let merged = try await AssayProgram.run(["merge"] + logs, in: folder)
      #expect(merged.status == 0 && merged.lines.filter { $0.hasPrefix("✔") }.count == 3, "\(merged.output)")
    }
  }

  @Test func badShardsAndLogsAreNamed() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["check"], in: folder, environment: ["ASSAY_SHARD": "9/8"])
      #expect(run.status == 2 && run.errors.contains("ASSAY_SHARD: not a shard") && run.errors.contains("found 9/8"))
      try Data("{}\n".utf8).write(to: folder.file("empty.jsonl"))
      let merged = try await AssayProgram.run(["merge", "empty.jsonl"], in: folder)
      #expect(merged.status == 2 && merged.errors.contains("empty.jsonl:1"))
      let none = try await AssayProgram.run(["merge"], in: folder)
      #expect(none.status == 2)
    }
  }
}

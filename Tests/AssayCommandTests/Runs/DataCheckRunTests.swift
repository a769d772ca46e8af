import AssayBase
import AssayTestSupport
import Foundation
import Testing

/// `assay check` of the data alone.
@Suite struct DataCheckRunTests {
  @Test func cleanDataNeedNoModel() async throws {
    try await TemporaryFolder.with { folder in
      let arguments = [
        "check", "--properties", "data", "--data", "drawn-digits:count=120", "--reference",
        "drawn-digits:part=train,count=120",
        "--model", "nowhere.safetensors", "--architecture", "mnist-cnn", "--report", "report",
      ]
      let run = try await AssayProgram.run(arguments, in: folder)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.lines.count { $0.hasPrefix("✔ ") } == 5)
      #expect(run.lines.contains { $0.hasPrefix("5 of 5 properties hold (drawn-digits/test") })
      let page = try String(contentsOf: folder.file("report/index.html"), encoding: .utf8)
      #expect(page.contains("no leakage") && page.contains("drawn-digits/test against drawn-digits/train"))
    }
  }

  @Test func leakageIsShownSideBySideAndHasNothingToReplay() async throws {
    try await TemporaryFolder.with { folder in
      let arguments = ["check", "--properties", "no-leakage", "--data", "digits", "--reference", "digits"]
      let run = try await AssayProgram.run(arguments, in: folder)
      #expect(run.status == 1, "\(run.output)\(run.errors)")
      #expect(run.output.contains("360 of 360 examples are in digits/test: 360 exactly, 0 nearly"))
      let picture = try #require(folder.files.first { $0.hasSuffix(".png") })
      #expect(run.output.contains("picture: \(picture)") && !run.output.contains("replay"))
      #expect(!folder.files.contains { $0.contains("counterexamples") && $0.hasSuffix(".json") })
    }
  }

  @Test func claimsAboutTheModelAndTheDataGoTogether() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["check", "--properties", "accuracy,balanced"], in: folder)
      #expect(run.status == 0 && run.output.contains("✔ accuracy") && run.output.contains("✔ balanced classes ≥ 0.1"))
      let missing = try await AssayProgram.run(["check", "--properties", "no-leakage"], in: folder)
      #expect(missing.status == 2 && missing.errors.contains("--reference"))
      let unknown = try await AssayProgram.run(["check", "--properties", "no-leek"], in: folder)
      #expect(unknown.status == 2 && unknown.errors.contains("no-leakage"), "\(unknown.errors)")
    }
  }
}

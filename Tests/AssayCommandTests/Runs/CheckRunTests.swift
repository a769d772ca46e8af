import AssayBase
import AssayImages
import AssayTestSupport
import Foundation
import Testing

@Suite struct CheckRunTests {
  @Test func theEmbeddedRobustModelHolds() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["check"], in: folder)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.errors.isEmpty)
      #expect(run.lines.count == 7 && run.lines.dropLast().allSatisfy { $0.hasPrefix("✔ ") })
      #expect(run.lines.last?.hasPrefix("6 of 6 properties hold") == true)
      #expect(folder.files == [".assay/.gitignore", ".assay/results.jsonl"])
    }
  }

  @Test func theEmbeddedStandardModelFailsWithAPictureThatReplays() async throws {
    try await TemporaryFolder.with { folder in
      let arguments = [
        "check", "--model", "fixture:digits-standard", "--report", "report/new", "--json", "all.json", "--seed=7",
      ]
      let run = try await AssayProgram.run(arguments, in: folder)
      #expect(run.status == 1, "\(run.output)\(run.errors)")
      #expect(run.errors.contains("is falsified: example #") && run.output.contains("✘ accuracy under PGD"))
      #expect(!run.output.contains("\u{1B}"), "colours are for terminals")
      let name = try #require(folder.files.first { $0.hasSuffix(".json") && $0.contains("counterexamples") })
      let picture = String(name.dropLast(4)) + "png"
      #expect(run.output.contains("picture: \(picture)") && run.output.contains(" replay \(name)"))
      #expect(run.output.contains(" accept \(name)"))
      #expect(try PNG.decode(Data(contentsOf: folder.file(picture))).width > 100)
      #expect(
        folder.files.filter { !$0.contains("counterexamples") }
          == [
            ".assay/.gitignore", ".assay/lock", ".assay/results.jsonl", "all.json", "report/new/index.html",
            "report/new/junit.xml",
            "report/new/results.json",
          ])
      #expect(
        try Data(contentsOf: folder.file("all.json")) == Data(contentsOf: folder.file("report/new/results.json")))
      let lines = try String(contentsOf: folder.file(".assay/results.jsonl"), encoding: .utf8).split(separator: "\n")
      #expect(try lines.map { try JSONValue(parsing: Data($0.utf8))["outcome"]?.string }.count == 6)
      try await replays(name, in: folder)
    }
  }

  private func replays(_ name: String, in folder: TemporaryFolder) async throws {
    let again = try await AssayProgram.run(["replay", name], in: folder)
    #expect(
      again.status == 1 && again.output.contains("✘ still fails, in the same way"), "\(again.output)\(again.errors)")
    let robust = try await AssayProgram.run(["replay", name, "--model", "fixture:digits-adversarial"], in: folder)
    #expect(robust.status == 0 && robust.output.contains("✔ no longer fails"), "\(robust.output)\(robust.errors)")
  }

  @Test func theSameSeedGivesTheSameVerdictsOnAnyNumberOfThreads() async throws {
    var outputs: Set<String> = []
    for threads in ["1", "3"] {
      let output = try await TemporaryFolder.with { folder in
        let arguments = ["check", "--properties", "robust-accuracy,accuracy", "--epsilon", "51/204", "--at-least=0.6"]
        let run = try await AssayProgram.run(arguments, in: folder, environment: ["ASSAY_THREADS": threads])
        #expect(run.status <= 1 && run.exited)
        // The last line tells the time.
        return run.lines.dropLast().filter { !$0.contains("replay: ") }.joined(separator: "\n")
      }
      outputs.insert(output)
    }
    #expect(outputs.count == 1)
    #expect(outputs.first?.contains("accuracy under PGD(ℓ∞ 0.25, 40 steps) ≥ 0.6") == true)
  }

  @Test func tooFewCasesLeaveAClaimUndecided() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["check", "--properties", "accuracy", "--cases", "3"], in: folder)
      #expect(run.status == 1 && run.output.hasPrefix("? accuracy ≥ 0.9 is undecided"), "\(run.output)\(run.errors)")
    }
  }

  @Test func figuresAtTheEdgeOfTheirRangeAreFine() async throws {
    let edges = [
      "--budget", "1e300", "--cases", "9223372036854775807", "--seed", "18446744073709551615", "--epsilon", "1",
    ]
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["check", "--properties", "accuracy"] + edges, in: folder)
      #expect(run.exited && run.status == 0, "\(run.output)\(run.errors)")
    }
  }

  @Test func propertiesComeFromAFile() async throws {
    try await TemporaryFolder.with { folder in
      let list =
        #"[{"property": "robust-accuracy", "under": "fgsm:l2:0.5", "atLeast": 0.2}, {"property": "determinism"}]"#
      try Data(list.utf8).write(to: folder.file("claims.json"))
      let run = try await AssayProgram.run(["check", "--properties", "claims.json"], in: folder)
      #expect(run.status == 0 && run.lines.count == 3, "\(run.output)\(run.errors)")
      #expect(run.lines.first?.contains("FGM(ℓ2") == true)
    }
  }
}

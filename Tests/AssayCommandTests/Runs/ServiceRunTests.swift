import AssayBase
import AssayFixtures
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// A service behind an address is a model for the commands that answers are enough for.
@Suite struct ServiceRunTests {
  private func withDigits(_ body: (_ address: String) async throws -> Void) async throws {
    let network = try FixtureModel.digitsAdversarial
    let service = ModelService(
      "remote digits", inputShape: [1, 8, 8], classCount: 10, ["batchLimit": 64]
    ) { try network.logits(for: $0).values }
    try await withLoopbackServer(service.reply) { try await body($0.address) }
  }

  @Test func itIsDescribedAndEvaluated() async throws {
    try await withDigits { address in
      let described = try await AssayProgram.run("model", "describe", address)
      #expect(described.status == 0 && described.errors.isEmpty, "\(described.errors)")
      for words in ["remote digits", "1×8×8", "at most 64", "neither gradients nor layers"] {
        #expect(described.output.contains(words), "\(words)")
      }
      let evaluated = try await AssayProgram.run("evaluate", "--model", address, "--data", "digits")
      let own = try await AssayProgram.run("evaluate", "--model", "fixture:digits-adversarial", "--data", "digits")
      #expect(evaluated.status == 0 && evaluated.lines.dropFirst() == own.lines.dropFirst(), "\(evaluated.output)")
    }
  }

  @Test func theStandardPropertiesAreThoseByAnswers() async throws {
    try await withDigits { address in
      try await TemporaryFolder.with { folder in
        let run = try await AssayProgram.run(
          ["check", "--model", address, "--json", "r.json"], in: folder)
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(run.errors.contains("not asked: accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5"), "\(run.errors)")
        #expect(run.errors.contains("in its place: accuracy under Square(ℓ∞ 0.15, 200 queries) ≥ 0.5"))
        #expect(run.errors.contains("not asked: completeness"))
        #expect(run.output.contains("✔ accuracy under Square(ℓ∞ 0.15, 200 queries) ≥ 0.5"), "\(run.output)")
      }
    }
  }

  @Test func claimsByNameAreRefusedTogether() async throws {
    try await withDigits { address in
      try await TemporaryFolder.with { folder in
        let run = try await AssayProgram.run(
          ["check", "--model", address, "--properties", "accuracy,robust-accuracy,completeness"], in: folder)
        #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
        for words in ["cannot be asked 3 of the 4", "PGD(ℓ∞ 8/255", "integrated gradients", "only answers", "Use "] {
          #expect(run.errors.contains(words), "\(words): \(run.errors)")
        }
        #expect(folder.files.isEmpty)
      }
    }
  }

  @Test func attacksAndExplanations() async throws {
    try await withDigits { address in
      try await TemporaryFolder.with { folder in
        let model = ["--model", address, "--data", "digits", "--cases", "6"]
        let attack = try await AssayProgram.run(
          ["attack"] + model + ["--attack", "square:linf:0.3:queries=50", "--out", "a.safetensors"], in: folder)
        #expect(attack.status == 0 && attack.output.contains("Square(ℓ∞ 0.3, 50 queries)"), "\(attack.errors)")
        let explain = try await AssayProgram.run(
          ["explain"] + model + ["--method", "occlusion", "--out", "m.safetensors"], in: folder)
        #expect(explain.status == 0, "\(explain.errors)")
        #expect(folder.files == ["a.safetensors", "m.safetensors"])
        for call in [
          ["attack"] + model + ["--attack", "pgd:linf:0.1"], ["explain"] + model + ["--method", "lrp", "--out", "x"],
        ] {
          let refused = try await AssayProgram.run(call, in: folder)
          #expect(refused.status == 2 && refused.errors.contains("only answers"), "\(refused.errors)")
        }
        let pathways = try await AssayProgram.run(
          ["pathways", "--model", address, "--data", "digits", "--from", "3", "--to", "8", "--attack", "pgd:linf:0.1"],
          in: folder)
        #expect(pathways.status == 2 && pathways.errors.contains("layers"), "\(pathways.errors)")
      }
    }
  }

  @Test func whatFailedIsReplayedOnTheService() async throws {
    try await withDigits { address in
      try await TemporaryFolder.with { folder in
        let list = #"[{"property": "robust-accuracy", "under": "square:linf:0.4:queries=200", "atLeast": 0.9}]"#
        try Data(list.utf8).write(to: folder.file("claims.json"))
        let run = try await AssayProgram.run(["check", "--model", address, "--properties", "claims.json"], in: folder)
        #expect(run.status == 1 && run.output.contains("--model \(address)"), "\(run.output) \(run.errors)")
        let saved = try #require(folder.files.first { $0.hasSuffix(".json") && $0.contains("counterexamples") })
        let replay = try await AssayProgram.run(["replay", saved, "--model", address], in: folder)
        #expect(replay.status == 1 && replay.output.contains("still fails"), "\(replay.output) \(replay.errors)")
      }
    }
  }

  @Test(arguments: [
    (["evaluate", "--model", "http://127.0.0.1:1/x", "--data", "digits"], "Is the service running"),
    (["evaluate", "--model", "https://host/x", "--data", "digits"], "--model: services are called by plain HTTP"),
    (["check", "--model", "http://127.0.0.1:1/x.onnx", "--architecture", "resnet18"], "a service needs no"),
    (["check", "--model", "http://", "--data", "digits"], "--model: not the address of a service"),
  ])
  func addressesThatAreOfNoUse(_ arguments: [String], _ words: String) async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(arguments, in: folder)
      #expect(run.status == 2 && run.errors.contains(words) && folder.files.isEmpty, "\(run.errors)")
    }
  }
}

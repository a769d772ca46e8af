import AssayBase
import AssayTestSupport
import Foundation
import Testing

@Suite struct TrainRunTests {
  @Test func theRecipeMakesTheEmbeddedNetwork() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["train", "digits-standard", "--json"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(folder.files == ["digits-standard.safetensors"])
      #expect(run.output.contains("equals the embedded one, byte for byte"), "\(run.output)")
      #expect(run.errors.contains("epoch 40 of 40"))
      let json = try JSONValue(parsing: Data((run.lines.last ?? "").utf8))
      #expect(json["equalsEmbedded"]?.bool == true && (json["accuracy"]?.double ?? 0) > 0.9)
      #expect(json["accuracyUnderPGD"]?.array?.count == 3)
      let check = try await AssayProgram.run(
        ["check", "--model", "digits-standard.safetensors", "--properties", "accuracy,determinism"], in: folder)
      #expect(check.status == 0 && check.output.contains("2 of 2 properties hold"), "\(check.output)\(check.errors)")
    }
  }
}

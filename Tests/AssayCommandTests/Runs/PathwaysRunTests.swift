import AssayBase
import AssayExplanations
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// Attacks are followed from the command line.
@Suite struct PathwaysRunTests {
  private static let call = [
    "pathways", "--model", "fixture:digits-standard", "--data", "digits", "--from", "3", "--to", "8", "--limit", "8",
    "--attack", "pgd:linf:0.3:steps=10",
  ]

  @Test func figuresAndPicturesAreWritten() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(
        Self.call + ["--strengths", "0.001,0.2,0.3", "--share", "0.2", "--json", "p.json", "--pictures", "p"],
        in: folder)
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("strength 0.001: no attack succeeds") && run.output.contains("attack only"))
      let pathways = try Pathways(json: JSONValue(contentsOf: folder.file("p.json")))
      #expect(pathways.strengths == [0.2, 0.3] && pathways.unsuccessfulStrengths == [0.001])
      #expect(pathways.details["attack"]?.contains("PGD") == true && pathways.original == 3)
      let pictures = [
        "p/activations.png", "p/channels-conv1.png", "p/channels-conv2.png", "p/graph-0.2.png", "p/graph-0.2.svg",
        "p/graph-0.3.png", "p/graph-0.3.svg",
      ]
      #expect(folder.files == ["p.json"] + pictures || folder.files == (["p.json"] + pictures).sorted())
      for picture in pictures where picture.hasSuffix(".png") {
        #expect(run.output.contains("picture: \(picture)"))
        _ = try PNG.decode(Data(contentsOf: folder.file(picture)))
      }
      let again = try await AssayProgram.run(
        Self.call + ["--strengths", "0.3,0.2,0.001", "--share", "0.2", "--json", "q.json"], in: folder,
        environment: ["ASSAY_THREADS": "1"])
      #expect(again.status == 0)
      #expect(try Data(contentsOf: folder.file("p.json")) == Data(contentsOf: folder.file("q.json")))
    }
  }

  @Test(arguments: [
    (["--to", "3"], "the original class is the target class"), (["--to", "12"], "--to"), (["--from", "x"], "--from"),
    (["--share", "0"], "--share"), (["--strengths", "0"], "--strengths"), (["--strengths", "0.1,"], "--strengths"),
    (["--strengths", "0.001"], "at least one success"), (["--strengths", "0.2,0.2"], "the same strength"),
    (["--layers", "conv3"], "conv1"), (["--attack", "deepfool:l2"], "in a ball"), (["--highlight", "loud"], "excited"),
    (["--json", "no/such/p.json"], "--json"), (["--limit", "0"], "--limit"), (["--attack", "pgd:linf:-1"], "--attack"),
  ])
  func faultsAreNamed(options: [String], message: String) async throws {
    try await TemporaryFolder.with { folder in
      // A later option of the same name would be refused as given twice.
      var call = Self.call
      if let place = call.firstIndex(of: options[0]) { call.removeSubrange(place...place + 1) }
      let run = try await AssayProgram.run(call + options, in: folder)
      #expect(run.status == 2 && run.exited && run.errors.contains(message), "\(run.errors)")
      #expect(folder.files.isEmpty)
    }
  }
}

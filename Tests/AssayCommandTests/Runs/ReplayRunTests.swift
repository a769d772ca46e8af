import AssayBase
import AssayFixtures
import AssayTestSupport
import Foundation
import Testing

@Suite struct ReplayRunTests {
  /// A counterexample file about the first test digit, with members replaced or (as `null`) removed.
  private func file(_ changes: [String: JSONValue] = [:]) throws -> Data {
    let example = try Digits.test.example(at: 0)
    let pixels = JSONValue.string(Data(example.image.values.map { UInt8(($0 * 255).rounded()) }).base64EncodedString())
    var members: [String: JSONValue] = [
      "format": "assay-counterexample-1", "property": "accuracy ≥ 0.9", "model": "digits-standard",
      "data": "digits/test", "index": 0, "label": .integer(example.label),
      "prediction": .integer((example.label + 1) % 10),
      "width": 8, "height": 8, "channels": 1, "original": pixels, "failing": pixels, "originalProbabilities": [0.5],
      "failingProbabilities": [0.5], "classNames": [],
    ]
    for (name, value) in changes { members[name] = value.isNull ? nil : value }
    return try saved(.object(members))
  }

  /// The file of a case, as a careful forger makes one: the checksum is right.
  private func saved(_ counterexample: JSONValue) throws -> Data {
    var members: [String: JSONValue] = [
      "format": "assay-case-1", "test": "M.S/t()", "suite": "S", "name": "t", "counterexample": counterexample,
    ]
    var fingerprint = Fingerprint()
    fingerprint.combine(Array(try JSONValue.object(members).serialised()))
    members["checksum"] = .string(fingerprint.text)
    return try JSONValue.object(members).serialised()
  }

  private func replay(_ data: Data, _ options: [String] = []) async throws -> AssayProgram.Run {
    try await TemporaryFolder.with { folder in
      try data.write(to: folder.file("saved.json"))
      return try await AssayProgram.run(["replay", "saved.json"] + options, in: folder)
    }
  }

  @Test func anExampleThatIsRightNowNoLongerFails() async throws {
    let run = try await replay(try file())
    #expect(run.status == 0 && run.output.contains("✔ no longer fails"), "\(run.output)\(run.errors)")
  }

  @Test func anotherWrongLabelIsAFailureToo() async throws {
    let label = try Digits.test.label(at: 0)
    let run = try await replay(try file(["label": .integer((label + 2) % 10)]))
    #expect(run.status == 1 && run.output.contains("with another label than before"), "\(run.output)\(run.errors)")
    let same = try await replay(try file(["label": .integer((label + 2) % 10), "prediction": .integer(label)]))
    #expect(same.status == 1 && same.output.contains("in the same way"), "\(same.output)\(same.errors)")
  }

  /// A claim of a properties file goes into the file of its counterexample, and is asked again.
  @Test func claimsAboutMapsAreJudgedAgain() async throws {
    try await TemporaryFolder.with { folder in
      let claim = #"[{"property": "stability", "of": "gradient", "under": "linf:0.1", "keeping": "kendall:0.7"}]"#
      try Data(claim.utf8).write(to: folder.file("claims.json"))
      let check = try await AssayProgram.run(["check", "--properties", "claims.json", "--cases", "16"], in: folder)
      #expect(check.status == 1 && check.output.contains("minimal counterexample: "), "\(check.output)\(check.errors)")
      let line = try #require(check.output.split(separator: "\n").first { $0.contains("replay: ") })
      let path = try #require(line.split(separator: " ").first { $0.hasSuffix(".json") })
      let replay = try await AssayProgram.run(["replay", String(path)], in: folder)
      #expect(replay.status == 1 && replay.output.contains("✘ still fails: Kendall’s τ of 0."), "\(replay.output)")
      let other = try await AssayProgram.run(
        ["replay", String(path), "--model", "fixture:digits-standard"], in: folder)
      #expect(!other.output.contains("run its test again"), "\(other.output)\(other.errors)")
    }
  }

  @Test func aPropertyOfOnesOwnIsLeftToItsTest() async throws {
    let run = try await replay(try file(["property": "a flip keeps the label"]))
    #expect(run.status == 1 && run.output.contains("? ") && run.output.contains("run its test again"))
  }

  @Test(
    arguments: [
      (["model": "my-network"], "--model"), (["format": "other"], "format"), (["label": 10], "label"),
      (["prediction": -1], "prediction"), (["width": 7], "original"), (["width": -8, "height": -8], "original"),
      (["width": 4_611_686_018_427_387_904, "height": 8], "original"), (["failing": "!"], "failing"),
      (["failing": nil], "failing"), (["index": 0.5], "index"), (["classNames": "a"], "classNames"),
      (["reduction": [:]], "attack"),
    ] as [([String: JSONValue], String)])
  func damagedFilesAreRefused(changes: [String: JSONValue], message: String) async throws {
    let run = try await replay(try file(changes))
    #expect(run.exited && run.status == 2, "\(run.output)\(run.errors)")
    #expect(run.errors.hasPrefix("assay: saved.json") && run.errors.contains(message), "\(run.errors)")
  }

  @Test func imagesOfAnotherSizeAreRefused() async throws {
    let pixels = JSONValue.string(Data(count: 48).base64EncodedString())
    let size: [String: JSONValue] = ["width": 4, "height": 4, "channels": 3, "original": pixels, "failing": pixels]
    let run = try await replay(try file(size))
    #expect(run.status == 2 && run.errors.contains("do not fit the model"), "\(run.errors)")
  }

  @Test func truncatedFilesAreRefused() async throws {
    let whole = try file()
    for length in [0, 1, whole.count / 2, whole.count - 1] {
      let run = try await replay(whole.prefix(length))
      #expect(run.exited && run.status == 2 && run.errors.hasPrefix("assay: saved.json"), "\(run.errors)")
    }
  }
}

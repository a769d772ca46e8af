import AssayBase
import AssayCheck
import AssayImages
import AssayProperties
import AssayTestSupport
import Foundation
import Testing

/// A spec that is false must fail: seen from outside, as the command line sees it.
@Suite(.enabled(if: FalseRun.command != nil && !FalseRun.isInside, Comment(rawValue: FalseRun.reason)))
struct FailingSpecTests {
  private static let filter = "AssayTests.FalseSpecs/"
  /// One run for all tests, since each reads another part of what it leaves.
  private static let run = Task { try await FalseRun(filter: filter) }

  @Test func exitStatusTellsFailure() async throws {
    let run = try await Self.run.value
    #expect(run.status == 1, "\(run.errorOutput.suffix(2000))")
    #expect(run.events.last?["payload"]?["kind"]?.string == "runEnded")
  }

  @Test func passingSpecsEndWell() async throws {
    let run = try await FalseRun(filter: "\(Self.filter)(tooFewCasesAllowed|known)")
    #expect(run.status == 0, "\(run.errorOutput)")
  }

  @Test(arguments: [
    "flip", "attack", "comparison", "expectation", "brightening", "requirement", "thrownError", "flakyStatement",
    "flakyCase", "tooFewCases", "noTime", "allDiscarded", "greedyFilter", "noCases", "certainty", "negativeEpsilon",
    "checkInsideForAll", "recordedIssue", "childTask", "images",
  ])
  func eachFailsWithOneIssueAtItsLine(_ name: String) async throws {
    let issues = try await Self.run.value.issues(of: name)
    #expect(issues.count == 1)
    let issue = try #require(issues.first)
    #expect(!issue.isKnown && issue.file == "AssayTests/FalseSpecs.swift")
    #expect(issue.line == (try Self.line(of: name)))
  }

  /// Specs with more than one issue, or none that fails.
  @Test func issuesAreCountedRight() async throws {
    let run = try await Self.run.value
    #expect(run.issues(of: "pairOfChecks").map(\.isKnown) == [false, false])
    #expect(run.issues(of: "argument").map(\.isKnown) == [false, false])
    #expect(run.issues(of: "tooFewCasesAllowed").isEmpty)
    #expect(run.issues(of: "known").map(\.isKnown) == [true])
    #expect(run.issues(of: "knownCase").map(\.isKnown) == [true])
    #expect(run.issues(of: "knownCase").first?.text.contains("falsified by (50)") == true)
    #expect(run.issues(of: "knownInsideCase").isEmpty)
  }

  @Test(arguments: [
    ("flip", ["a horizontal flip keeps the label is falsified: ", "failing example: digits/test #", "picture: "]),
    (
      "attack",
      [
        "accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5 is falsified: ", "99.9 % interval [", " of 360 examples",
        "minimal counterexample: digits/test #", " changed (from ", "read back from PNG", "worst: example #",
        "picture: .assay/counterexamples/FalseSpecs/attack.png (original | attacked | difference ×16)",
        "replay: swift run assay replay .assay/counterexamples/FalseSpecs/attack.json",
        "keep: swift run assay accept .assay/counterexamples/FalseSpecs/attack.json",
        "on digits-standard, digits/test, seed 2026",
      ]
    ),
    ("comparison", ["neither of the two does better", "digits-adversarial against digits-adversarial"]),
    (
      "expectation",
      ["falsified by (50; digits/test #0, label ", "(number → 50) < 50: numbers are small", "as found: ("]
    ),
    (
      "brightening",
      ["falsified by (digits/test #0, label ", "robust.label(of: example.image.brightened(by: amount))"]
    ),
    ("requirement", ["falsified by (25)", "(number * 2 → 50) < 50", "seed: 2026", "replay: ASSAY_REPLAY="]),
    ("thrownError", ["falsified by (\"aaa\")", "threw AssayError: too long; found 3"]),
    ("flakyStatement", ["is unreliable", "flaky: example #0 failed"]),
    ("flakyCase", ["flaky: ", "again: it passes"]),
    ("tooFewCases", ["is undecided", "10 cases do not decide the claim at 99.9 %"]),
    ("noTime", ["undecided: the budget of ", "raise .budget(_:)"]),
    ("allDiscarded", ["undecided: assume discards nearly all cases"]),
    ("greedyFilter", ["a filter rejects nearly everything", "flatMap"]),
    ("noCases", ["cannot be checked: cases: ", "expected cases ≥ 1, found 0"]),
    ("certainty", ["cannot be checked: confidence: ", "found 1.0"]),
    ("negativeEpsilon", ["cannot be checked: epsilon: ", "expected ε ≥ 0", "found -0.1"]),
    ("checkInsideForAll", ["falsified by (1.0)", "accuracy ≥ 1 is falsified"]),
    ("recordedIssue", ["falsified by (2; 1; 0)", "not in order"]),
    ("childTask", ["falsified by (50; false; false; false; true)"]),
    ("images", ["falsified by ([image 1×8×8, all pixels 0.0; image 1×8×8, all pixels 0.0] of 2)"]),
  ])
  func messagesSayWhatToKnow(_ name: String, parts: [String]) async throws {
    let text = try #require(await Self.run.value.issues(of: name).first?.text)
    for part in parts { #expect(text.contains(part), "\(text)") }
  }

  @Test func failuresAreAnnouncedBeforeTheyAreReduced() async throws {
    let errors = try await Self.run.value.errorOutput
    #expect(errors.contains("◇ FalseSpecs/attack: accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5 is falsified: example #"))
    #expect(errors.contains("◇ FalseSpecs/expectation: case "))
  }

  @Test(arguments: ["attack", "flip", "pairOfChecks", "pairOfChecks-2"])
  func counterexamplesAreWrittenAndAttached(_ name: String) async throws {
    let run = try await Self.run.value
    let (picture, json) = (try run.attachment("FalseSpecs.\(name).png"), try run.attachment("FalseSpecs.\(name).json"))
    #expect(try PNG.decode(picture).width > 200)
    let saved = try SavedCase(json: json)
    #expect(saved.owner.test == "AssayTests.FalseSpecs/\(name.prefix { $0 != "-" })()")
    guard case .image(let counterexample) = saved.content else {
      Issue.record("no image")
      return
    }
    #expect(counterexample.data == "digits/test")
    #expect(try run.written(".assay/counterexamples/FalseSpecs/\(name).png") == picture)
    #expect(try run.written(".assay/counterexamples/FalseSpecs/\(name).json") == json)
    guard name == "attack" else { return }
    #expect(counterexample.reduction?.is1Minimal == true && counterexample.prediction != counterexample.label)
  }

  @Test(arguments: [("expectation", true), ("images", true), ("requirement", false)])
  func casesAreWrittenAndAttached(_ name: String, hasPicture: Bool) async throws {
    let run = try await Self.run.value
    let json = try run.attachment("FalseSpecs.\(name).json")
    let saved = try SavedCase(json: json)
    #expect(saved.property == "AssayTests.FalseSpecs/\(name)()" && saved.owner.test == saved.property)
    #expect(try run.written(".assay/counterexamples/FalseSpecs/\(name).json") == json)
    let picture = try? run.attachment("FalseSpecs.\(name).png")
    #expect((picture != nil) == hasPicture)
    if let picture { #expect(try PNG.decode(picture).width > 200) }
  }

  /// A saved case runs alone, whatever the seed.
  @Test func savedCaseRunsAgain() async throws {
    let run = try await Self.run.value
    let again = try await TemporaryFolder.with { folder in
      try run.attachment("FalseSpecs.requirement.json").write(to: folder.file("case.json"))
      let path = folder.file("case.json").path(percentEncoded: false)
      return try await FalseRun(
        filter: "\(Self.filter)requirement", environment: ["ASSAY_REPLAY": path, "ASSAY_SEED": "99"])
    }
    let text = try #require(again.issues(of: "requirement").first?.text)
    #expect(again.status == 1 && text.contains("falsified by (25)") && text.contains("the replayed case"), "\(text)")
  }

  @Test func environmentOverridesSeeds() async throws {
    let fixed = try await FalseRun(filter: "\(Self.filter)requirement", environment: ["ASSAY_SEED": "7"])
    let text = try #require(fixed.issues(of: "requirement").first?.text)
    #expect(text.contains("seed: 7, from ASSAY_SEED") && text.contains("falsified by (25)"))

    let explored = try await FalseRun(filter: "\(Self.filter)requirement", environment: ["ASSAY_SEED": "random"])
    let drawn = try #require(explored.issues(of: "requirement").first?.text)
    let seed = try #require(drawn.firstMatch(of: /seed: (\d+), drawn at random; ASSAY_SEED=(\d+)/))
    #expect(seed.1 == seed.2)
  }

  @Test(arguments: ["attack", "requirement"])
  func malformedSeedIsOneIssue(_ name: String) async throws {
    let run = try await FalseRun(filter: "\(Self.filter)\(name)", environment: ["ASSAY_SEED": "banana"])
    #expect(run.issues(of: name).count == 1)
    let text = try #require(run.issues(of: name).first?.text)
    #expect(text.contains("ASSAY_SEED: not a seed") && text.contains("“banana”"), "\(text)")
  }

  /// The line of the first check of a false spec.
  private static func line(of name: String) throws -> Int {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "FalseSpecs.swift")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.contains("func \(name)(") })
    let call = try #require(lines[start...].firstIndex { $0.contains("await check(") || $0.contains("await forAll(") })
    return call + 1
  }
}

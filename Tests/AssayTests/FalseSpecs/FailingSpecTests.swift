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
    let names = [
      "tooFewCasesAllowed", "known", "knownCase", "knownByItsComment", "knownInsideCase", "greedyFilterMeant",
    ]
    let run = try await FalseRun(filter: "\(Self.filter)(\(names.joined(separator: "|")))\\(")
    #expect(run.status == 0, "\(run.errorOutput)")
  }

  @Test(arguments: [
    "flip", "attack", "comparison", "expectation", "brightening", "requirement", "thrownError", "flakyStatement",
    "flakyCase", "tooFewCases", "noTime", "allDiscarded", "greedyFilter", "noCases", "certainty", "negativeEpsilon",
    "checkInsideForAll", "recordedIssue", "childTask", "images", "unsteadyGenerator", "twoBugs", "climbed", "tooRare",
    "cancelledLate", "nested",
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
    #expect(run.issues(of: "knownByItsComment").map(\.isKnown) == [true])
    #expect(run.issues(of: "knownByItsComment").first?.text.contains("falsified by (50)") == true)
    #expect(run.issues(of: "knownOtherwise").map(\.isKnown) == [false])
    #expect(run.issues(of: "knownInsideCase").isEmpty)
  }

  @Test(arguments: [
    ("flip", ["a horizontal flip keeps the label is falsified after ", "failing example: digits/test #", "picture: "]),
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
      ["(number → 50) < 50", "numbers are small", "falsified by (50; digits/test #0, label ", "as found: ("]
    ),
    (
      "brightening",
      ["falsified by (digits/test #0, label ", "robust.label(of: example.image.brightened(by: amount))"]
    ),
    (
      "requirement",
      [
        "(number * 2 → 50) < 50", "falsified by (25)", "seed: 2026", "replay: @Test(.replay(\"1.", "or: ASSAY_REPLAY=",
      ]
    ),
    ("thrownError", ["Caught error: too long; found 3", "falsified by (\"aaa\")"]),
    ("flakyStatement", ["is unreliable", "flaky: example #0 failed"]),
    ("flakyCase", ["flaky: ", "again: it passes", "let the body depend on its values alone"]),
    ("unsteadyGenerator", ["flaky: the generator does not make the same value", "choice 1 was 1, an integer of 1..."]),
    (
      "twoBugs",
      ["falsified by (700)", "also Expectation failed: ", ": odd (FalseSpecs.swift:", "falsified by (501)"]
    ),
    ("climbed", ["falsified by (123456700)", "targeted case "]),
    (
      "tooRare",
      [
        "the cases are not what the test demands", "label any        100 % (100 of 100)",
        "label thousands  0 % (0 of 100), at least 10 % demanded: too few", "frequency",
      ]
    ),
    ("cancelledLate", ["falsified by (", "trials, until the test was cancelled", "replay: "]),
    ("nested", ["number < 50 → false", "falsified by (50)", "falsified by (20)"]),
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
    #expect(errors.contains("◇ FalseSpecs/expectation: boundary case 2 fails: (1000; "))
    #expect(errors.contains("reducing it … .replay(\"1."))
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

  private static func word(
    _ choices: [Choice], of test: String = "replayed()", types: String = "Int"
  ) -> String {
    ReplayCode(
      ReplayToken(
        property: "AssayTests.FalseSpecs/\(test)", seed: 5, caseIndex: 7, choices: ChoiceSequence(choices),
        generatorFingerprint: types)
    ).text
  }

  /// The case as it is, reduced no further.
  @Test func wordRunsItsCase() async throws {
    let word = Self.word([.integer(777)])
    let run = try await FalseRun(filter: "\(Self.filter)replayed\\(", environment: [FalseRun.wordVariable: word])
    let text = try #require(run.issues(of: "replayed").first?.text)
    #expect(run.status == 1 && run.issues(of: "replayed").count == 1)
    #expect(text.contains("($0 → 777) < 50") && text.contains("falsified by (777)"), "\(text)")
    #expect(text.contains("the replayed case") && !text.contains("trial"), "\(text)")

    let environment = ["ASSAY_REPLAY": Self.word([.integer(99)], of: "requirement()")]
    let other = try await FalseRun(filter: "\(Self.filter)requirement", environment: environment)
    #expect(other.issues(of: "requirement").first?.text.contains("falsified by (99)") == true)
  }

  /// A test must not stay at one case that holds: it says so, and passes.
  @Test func wordOfARepairedCaseWarns() async throws {
    let word = Self.word([.integer(3)])
    let run = try await FalseRun(filter: "\(Self.filter)replayed\\(", environment: [FalseRun.wordVariable: word])
    #expect(run.status == 0)
    #expect(run.errorOutput.contains("◇ FalseSpecs/replayed: replaying (3)"))
    #expect(run.errorOutput.contains("the replayed case holds now; remove .replay(_:)"))
  }

  @Test(arguments: [
    (word([.boolean(true)]), "the replayed case is stale: 1 of its 1 choices do not fit the generator"),
    (word([.integer(3), .integer(4)]), "the replayed case is stale: it has 2 choices, and the generator asks for 1"),
    (
      word([.integer(3)], types: "Bool"),
      "the token is not of these generators; expected a token of a forAll over (Int)"
    ),
    ("1.AAAA", "the token is damaged"), ("7.AAAA", "another version; expected 1, found 7"), ("", "no version"),
  ])
  func staleWordsSaySo(_ word: String, part: String) async throws {
    let run = try await FalseRun(filter: "\(Self.filter)replayed\\(", environment: [FalseRun.wordVariable: word])
    let texts = run.issues(of: "replayed").map(\.text)
    #expect(run.status == 1 && texts.count == 1 && texts[0].contains(part), "\(texts)")
  }

  @Test func wordPicksTheArgument() async throws {
    let word = Self.word([.integer(15)], of: "replayedArgument(limit:) with 10")
    let run = try await FalseRun(filter: "\(Self.filter)replayedArgument", environment: [FalseRun.wordVariable: word])
    let texts = run.issues(of: "replayedArgument").map(\.text)
    #expect(texts.count == 1 && texts[0].contains("(limit → 10)"), "\(texts)")
    #expect(run.errorOutput.contains("not run: .replay is of other arguments than (20)"))
  }

  @Test func theOrderOfTestsChangesNothing() async throws {
    let filter = "\(Self.filter)(requirement|argument|twoBugs|known|nested)"
    let (parallel, serial) = (
      try await FalseRun(filter: filter), try await FalseRun(filter: filter, options: ["--no-parallel"])
    )
    for name in ["requirement", "argument", "twoBugs", "knownCase", "nested"] {
      // A test with arguments numbers its files as they come.
      func texts(_ run: FalseRun) -> [String] {
        run.issues(of: name).map { $0.text.split(separator: "\n").filter { !$0.contains(".assay/") }.joined() }.sorted()
      }
      #expect(texts(parallel) == texts(serial) && !texts(serial).isEmpty)
    }
  }

  @Test func labelsAreShownWhereAskedFor() async throws {
    let run = try await FalseRun(filter: "AssayTests.ForAllTests/targets", environment: ["ASSAY_VERBOSE": "1"])
    #expect(run.status == 0 && run.errorOutput.contains(": labels\ncase  100 % (100 of 100)"), "\(run.errorOutput)")
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

  /// The line of what fails in a false spec: the user's own expectation in a `forAll`, else the call of the check.
  private static func line(of name: String) throws -> Int {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "FalseSpecs.swift")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.contains("func \(name)(") })
    let call = try #require(lines[start...].firstIndex { $0.contains("await check(") || $0.contains("await forAll(") })
    let end = try #require(lines[start...].firstIndex { $0 == "  }" })
    let own = lines[call..<end].firstIndex { line in
      ["#expect(", "#require(", "Issue.record("].contains { line.contains($0) }
        || (line.contains("await check(") && lines[call].contains("forAll("))
    }
    return (own ?? call) + 1
  }
}

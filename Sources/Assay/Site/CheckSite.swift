import AssayBase
import AssayProperties
import Foundation
import Testing

/// Where a check stands: its test, its line, and the settings that apply. Captured once, while the task still knows.
struct CheckSite: Sendable {
  let test: Test
  let testCase: Test.Case?
  let location: SourceLocation
  let settings: CheckSettings
  let name: TestName

  /// - Parameter call: What to call the check in an error, as "check".
  /// - Throws: `AssayError(.contractBroken)` outside a test.
  init(of call: String, at location: SourceLocation) throws {
    guard let test = Test.current else {
      throw AssayError(
        .contractBroken, "\(call) was called outside a test", expected: "a function marked @Test",
        found: "no current test", at: "\(location.fileID):\(location.line)",
        advice: "In a program write `try await CheckRunner(CheckConfiguration()).run(property, of: model, on: data)`. "
          + "In a test call it from the test's own task: Task.detached and dispatch queues do not know their test")
    }
    self.test = test
    self.testCase = Test.Case.current
    self.location = location
    self.settings = CheckSettings.current
    self.name = TestName(test.id)
  }

  /// - Throws: `AssayError` when `ASSAY_SEED` is neither a number nor "random".
  func seed() throws -> SeedChoice {
    try SeedChoice(
      environment: ProcessInfo.processInfo.environment[SeedChoice.variable], trait: settings.seed,
      testName: name.unique)
  }

  /// Which of several processes this is, when the test is not this one's business; `nil` when it is.
  ///
  /// Trials belong to the `forAll` around them, and tests whose cases are split to everyone.
  ///
  /// - Throws: `AssayError` when `ASSAY_SHARD` is no shard.
  func otherShard(splitsCases: Bool) throws -> Shard? {
    let shard = try Shard()
    return settings.isTrial || splitsCases || shard.owns(name.unique) ? nil : shard
  }

  /// The settings of the traits as the runner takes them.
  func configuration(seed: SeedChoice) -> CheckConfiguration {
    var configuration = CheckConfiguration(
      seed: seed.value, cases: settings.cases, confidence: settings.confidence ?? 0.999,
      seconds: settings.budget?.inSeconds, announce: { announce($0) })
    configuration.explainsFailures = !settings.isTrial
    return configuration
  }

  /// Says at once on standard error what was found; the issue follows when it has been reduced.
  func announce(_ text: String) {
    guard !settings.isTrial else { return }
    FileHandle.standardError.write(Data("◇ \(name.folder)/\(name.file): \(text)\n".utf8))
  }

  /// Records an issue at the check's line.
  func record(_ lines: [String]) {
    Issue.record(Comment(rawValue: lines.joined(separator: "\n  ")), sourceLocation: location)
  }

  /// Records saved counterexamples that say nothing: a failure of their own, whatever came of the claim.
  func reportFaults(_ faults: [AssayError]) {
    guard !faults.isEmpty else { return }
    let noun = faults.count == 1 ? "a saved counterexample" : "\(faults.count) saved counterexamples"
    record(["\(noun) cannot be run again"] + faults.map(\.description))
  }

  /// The line that says how far the check is; `nil` where nobody watches, and inside a trial of a `forAll`.
  func progressLine() -> ProgressLine? {
    settings.isTrial ? nil : ProgressLine("\(name.folder)/\(name.file)")
  }
}

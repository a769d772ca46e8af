import AssayBase
import AssayCheck
import AssayProperties
import Foundation
import Testing

/// One call of `forAll`: from the test's settings to its one issue.
struct ForAllCall {
  /// The variable of the environment that names the file of a case to run alone.
  static let replayVariable = "ASSAY_REPLAY"
  private static let defaultCases = 100

  private let trials: Generator<Trial>
  private let types: String

  init(_ trials: Generator<Trial>, of types: [String]) {
    self.trials = trials
    self.types = types.joined(separator: ", ")
  }

  func run(at location: SourceLocation) async throws {
    let site = try CheckSite(of: "forAll", at: location)
    do {
      let seed = try site.seed()
      let configuration = site.configuration(seed: seed)
      try configuration.validate()
      let falsifier = Falsifier(
        site.name.unique, over: trials, seed: seed.value, cases: configuration.cases ?? Self.defaultCases,
        seconds: configuration.seconds, budget: configuration.shrinking, describe: \.description)
      let token = try replayToken(at: site)
      let files = site.settings.isTrial ? nil : FailureFiles(for: site)
      let report = try await ComputeGate.shared.pass {
        try await result(of: falsifier, replaying: token, at: site)
      }
      if case .cancelled = report.outcome { throw CancellationError() }
      let summary = ForAllSummary(
        report: report, cases: falsifier.cases, seconds: configuration.seconds, seed: seed, types: types,
        isReplay: token != nil)
      guard let lines = summary.lines(files: files, name: site.name, allowsUndecided: site.settings.allowsUndecided)
      else { return }
      site.record(lines)
    } catch let error as CancellationError where Task.isCancelled {
      throw error
    } catch {
      let text = error is AssayError ? "\(error)" : "\(type(of: error)): \(error)"
      site.record(["forAll cannot run: \(text)"])
    }
  }

  private func result(
    of falsifier: Falsifier<Trial>, replaying token: ReplayToken?, at site: CheckSite
  ) async throws -> FalsificationReport<Trial> {
    guard let token else {
      return try await falsifier.run(
        announcing: { failure in
          site.announce(
            "case \(failure.caseIndex + 1) fails: \(failure.description): \(failure.failure.message); reducing it …")
        },
        { trial in try await trial.run(at: site) })
    }
    let outcome = try await falsifier.reduce(token.choices, caseIndex: token.caseIndex) { trial in
      try await trial.run(at: site)
    }
    return FalsificationReport(
      property: falsifier.property, seed: token.seed, casesRun: 1, discards: 0, rejections: 0,
      outcome: outcome ?? .passed)
  }

  /// The case that the environment asks for, if it is one of this test's and of values of these types.
  private func replayToken(at site: CheckSite) throws -> ReplayToken? {
    guard let path = ProcessInfo.processInfo.environment[Self.replayVariable], !path.isEmpty, !site.settings.isTrial
    else { return nil }
    guard case .choices(let token) = try SavedCase(contentsOf: path).content, token.property == site.name.unique
    else { return nil }
    guard token.generatorFingerprint == types else {
      // It may be the case of another forAll of the test, but a passing run must not look like a case repaired.
      let other = token.generatorFingerprint ?? "unknown types"
      site.announce("\(path) is a case of (\(other)) and not of (\(types)) here")
      return nil
    }
    return token
  }
}

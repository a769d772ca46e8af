import AssayBase
import AssayCheck
import AssayProperties
import Foundation
import Testing

/// One call of `forAll`: from the test's settings to its one issue.
struct ForAllCall {
  private static let defaultCases = 100
  /// The variable of the environment that asks for the table of labels also where nothing fails.
  private static let verboseVariable = "ASSAY_VERBOSE"

  private let trials: Generator<Trial>
  private let types: String

  init(_ trials: Generator<Trial>, of types: [String]) {
    self.trials = trials
    self.types = types.joined(separator: ", ")
  }

  func run(at location: SourceLocation) async throws {
    let site = try CheckSite(of: "forAll", at: location)
    let reporter = ForAllReporter(site: site)
    do {
      if let shard = try site.otherShard(splitsCases: false) {
        return site.announce("is dealt to another shard than \(shard)")
      }
      let seed = try site.seed()
      let configuration = site.configuration(seed: seed)
      try configuration.validate()
      // The cases of a parameterised test draw different values, whatever order they run in.
      let arguments = CaseArguments.text(of: site.testCase)
      let property = site.name.unique + (arguments.isEmpty ? "" : " with \(arguments)")
      let request = try ForAllReplay.request(of: property, types: types, at: site)
      switch request {
      case .all: break
      case .nothing: return
      case .one(let replay):
        // One that is stale is reported by the run.
        if let trial = try? trials.value(replaying: replay.saved.choices) {
          site.announce("replaying \(trial.description)")
        }
      }
      let corpus = ForAllCorpus(of: property, types: types, at: site)
      let falsifier = falsifier(of: property, configuration, request, corpus, at: site)
      let start = ContinuousClock.now
      let files = site.settings.isTrial ? nil : FailureFiles(for: site)
      let report = try await ComputeGate.shared.pass { try await run(falsifier, at: site) }
      if case .cancelled = report.outcome { throw CancellationError() }
      let summary = ForAllSummary(
        report: report, cases: falsifier.cases, seconds: configuration.seconds, seed: seed, types: types,
        request: request)
      announceLabels(of: report, at: site)
      if let warning = summary.warning { reporter.warn(warning) }
      var issue = summary.issue(files: files, name: site.name, allowsUndecided: site.settings.allowsUndecided)
      let record = summary.record(issue, seconds: (ContinuousClock.now - start).inSeconds)
      if let fault = site.log(record) { issue?.lines.append(fault) }
      if let issue { await reporter.record(issue.lines, of: issue.failure) }
      site.reportFaults(corpus.faults + corpus.stale(in: report))
    } catch let error as CancellationError where Task.isCancelled {
      throw error
    } catch {
      let text = error is AssayError ? "\(error)" : "\(type(of: error)): \(error)"
      await reporter.record(["forAll cannot run: \(text)"])
    }
  }

  private func falsifier(
    of property: String, _ configuration: CheckConfiguration, _ request: ForAllReplay.Request,
    _ corpus: ForAllCorpus, at site: CheckSite
  ) -> Falsifier<Trial> {
    var plan = FalsificationPlan(confidence: configuration.confidence, suppressed: site.settings.suppressed)
    guard case .one(let replay) = request else {
      plan.saved = corpus.saved
      return Falsifier(
        property, over: trials, seed: configuration.seed, cases: configuration.cases ?? Self.defaultCases,
        seconds: configuration.seconds, budget: configuration.shrinking, plan: plan, describe: \.description)
    }
    plan.saved = [replay.saved]
    return Falsifier(
      property, over: trials, seed: replay.seed, cases: 0, budget: replay.budget, plan: plan, describe: \.description)
  }

  private func run(_ falsifier: Falsifier<Trial>, at site: CheckSite) async throws -> FalsificationReport<Trial> {
    let line = site.progressLine()
    defer { line?.finish() }
    return try await falsifier.run(
      announcing: { failure in
        // A case that is run alone and as it is needs no word before its issue.
        guard falsifier.budget.trials > 0 else { return }
        line?.finish()
        announce(failure, falsifier, at: site)
      },
      reporting: { line?.update($0) },
      { trial in try await trial.run(at: site) })
  }

  /// Says at once what was found, with all that is needed to run it again, should nobody wait for the reduction.
  private func announce(_ failure: UnshrunkFailure, _ falsifier: Falsifier<Trial>, at site: CheckSite) {
    let token = ReplayToken(
      property: falsifier.property, seed: falsifier.seed, phase: failure.place.phase, caseIndex: failure.place.index,
      choices: failure.choices, generatorFingerprint: types)
    let word = ReplayCode(token).text
    let replay = word.count <= ReplayCode.longest ? " .replay(\"\(word)\")" : ""
    site.announce("\(failure.place) fails: \(failure.description): \(failure.failure.message); reducing it …\(replay)")
  }

  /// Says how often the labels of a passing run came, where that is asked for.
  private func announceLabels(of report: FalsificationReport<Trial>, at site: CheckSite) {
    let isVerbose = !(ProcessInfo.processInfo.environment[Self.verboseVariable] ?? "").isEmpty
    guard isVerbose, report.isPassed, !report.coverage.rows.isEmpty else { return }
    site.announce("labels\n\(report.coverage)")
  }
}

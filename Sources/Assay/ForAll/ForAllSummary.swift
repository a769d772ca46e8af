import AssayBase
import AssayCheck
import AssayReport
import AssayStatistics
import Foundation

/// What a `forAll` says when it does not pass.
struct ForAllSummary {
  let report: FalsificationReport<Trial>
  let cases: Int
  let seconds: Double?
  let seed: SeedChoice
  let types: String
  let request: ForAllReplay.Request

  /// What is said of a run that does not pass.
  struct Finding {
    var lines: [String]
    /// The failure that it is about.
    var failure: Failure?
    /// The files that were written.
    var files: CounterexampleFiles?
  }

  /// The lines of the issue, its files written; `nil` when there is nothing to report.
  func issue(files: FailureFiles?, name: TestName, allowsUndecided: Bool) -> Finding? {
    switch report.outcome {
    case .passed, .cancelled:
      return staleReplay.map { Finding(lines: $0) }
    case .falsified(let found):
      guard let first = found.first else { return nil }
      let picture = CounterexampleDrawing(found: first, name: name).png
      let written = files?.write(picture: picture, saving: .choices(token(first.choices, first.place)))
      return Finding(
        lines: falsified(first) + others(found.dropFirst()) + labels + ["seed: \(seed)"]
          + saved(written, word(first.choices, first.place), first.place, name),
        failure: first.failure, files: written?.files)
    case .flaky(let flake):
      let written = files?.write(picture: nil, saving: .choices(token(flake.choices, flake.place)))
      return Finding(
        lines: FlakyLines(flake, place: place(flake.place)).lines + ["seed: \(seed)"]
          + saved(written, word(flake.choices, flake.place), flake.place, name),
        failure: flake.first, files: written?.files)
    case .uncovered(.falsified):
      return Finding(
        lines: ["the cases are not what the test demands"] + labels + [coverageAdvice, "seed: \(seed)"])
    case .uncovered, .exhausted, .outOfTime:
      return allowsUndecided ? nil : Finding(lines: undecided + ["seed: \(seed)"])
    }
  }

  /// What a passing run should not hide: that it ran a single case.
  var warning: [String]? {
    guard case .one(let replay) = request, report.isPassed, !replay.advice.isEmpty else { return nil }
    switch report.saved.first?.outcome {
    case .holds: return ["the replayed case holds now; \(replay.advice)"]
    case .discarded: return ["assume discards the replayed case; \(replay.advice)"]
    default: return nil
    }
  }

  private var staleReplay: [String]? {
    guard case .one(let replay) = request, case .stale(let reason)? = report.saved.first?.outcome else { return nil }
    return [
      "the replayed case is stale: \(reason)",
      "the generator has changed since it was saved; " + (replay.advice.isEmpty ? "delete the file" : replay.advice),
    ]
  }

  private var undecided: [String] {
    switch report.outcome {
    case .exhausted:
      [
        "undecided: assume discards nearly all cases, \(report.discards) of \(report.discards + report.casesRun)",
        "make fitting values instead of leaving others out: map, flatMap, or narrower ranges; if it must be so: "
          + ".suppress(.filterTooMuch)",
      ]
    case .outOfTime:
      [
        "undecided: the budget of \(seconds.map { "\($0) s" } ?? "time") ended after \(report.casesRun) of "
          + "\(cases) cases, none of which fails", "raise .budget(_:) or lower .cases(_:)",
      ]
    default:
      ["undecided: \(report.casesRun) cases do not tell whether they are what the test demands"] + labels
        + ["raise .cases(_:), or demand a share that is not so close"]
    }
  }

  private var coverageAdvice: String {
    "draw such cases more often, with oneOf or frequency, or lower atLeast:"
  }

  private var labels: [String] {
    report.coverage.rows.isEmpty ? [] : "\(report.coverage)".split(separator: "\n").map { "label \($0)" }
  }
}

// The parts of a falsified run.
extension ForAllSummary {
  private func falsified(_ found: Counterexample<Trial>) -> [String] {
    var lines = ["falsified by \(found.description)"]
    if found.description == found.originalDescription {
      lines.append(
        "\(place(found.place))"
          + (isReplay ? "" : found.trials == 0 ? "; nothing is simpler" : "; \(reduction(found)) found nothing smaller")
      )
    } else {
      lines.append("\(place(found.place)), as found: \(found.originalDescription)")
      if found.originalFailure.message != found.failure.message { lines.append(found.originalFailure.message) }
      lines.append("reduced: \(reduction(found))")
    }
    if let worst = found.worst, ![found.description, found.originalDescription].contains(worst.description) {
      lines.append("worst: \(worst.description), score \(worst.score): \(worst.failure.message)")
    }
    return lines
  }

  /// The other bugs of the run, and what did not repeat.
  private func others(_ others: ArraySlice<Counterexample<Trial>>) -> [String] {
    others.flatMap { found in
      var lines = ["also \(found.failure.message)"]
      lines += falsified(found).map { "  \($0)" }
      if let word = word(found.choices, found.place) { lines.append("  replay: @Test(.replay(\"\(word)\"))") }
      return lines
    } + report.flakyCases.flatMap { FlakyLines($0, place: place($0.place)).lines.prefix(3).map { "also \($0)" } }
  }

  private var isReplay: Bool { if case .one = request { true } else { false } }

  private func place(_ place: CasePlace) -> String {
    if isReplay { return "the replayed case" }
    if place.phase == .saved, report.saved.indices.contains(place.index) {
      return "saved counterexample \(report.saved[place.index].name)"
    }
    return place.phase == .random ? "\(place) of \(cases)" : "\(place)"
  }

  private func reduction(_ found: Counterexample<Trial>) -> String {
    let trials = "\(found.trials) \(found.trials == 1 ? "trial" : "trials")"
    return switch found.stop {
    case .fixpoint: trials
    case .trials, .seconds: "\(trials), until the budget ended"
    case .cancelled: "\(trials), until the test was cancelled"
    }
  }

  private func token(_ choices: ChoiceSequence, _ place: CasePlace) -> ReplayToken {
    ReplayToken(
      property: report.property, seed: report.seed, phase: place.phase, caseIndex: place.index, choices: choices,
      generatorFingerprint: types)
  }

  /// The case in one word, where that is short enough to be copied.
  private func word(_ choices: ChoiceSequence, _ place: CasePlace) -> String? {
    let word = ReplayCode(token(choices, place)).text
    return word.count <= ReplayCode.longest ? word : nil
  }

  /// Says where the files are and what to do with them.
  private func saved(
    _ written: FailureFiles.Written?, _ word: String?, _ place: CasePlace, _ name: TestName
  ) -> [String] {
    guard let written else { return [] }
    var lines = written.picture.map { ["picture: \($0)"] } ?? []
    if let word { lines.append("replay: @Test(.replay(\"\(word)\"))") }
    if let path = written.replay {
      let command =
        "\(ForAllReplay.variable)=\(path.quotedForShell) swift test --filter \(name.filter.quotedForShell)"
      lines.append(word == nil ? "replay: \(command)" : "or: \(command)")
      if !isReplay, place.phase != .saved { lines.append("keep: swift run assay accept \(path.quotedForShell)") }
    }
    if let fault = written.fault { lines.append("not saved: \(fault)") }
    return lines
  }
}

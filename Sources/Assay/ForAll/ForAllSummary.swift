import AssayBase
import AssayCheck
import AssayImages
import Foundation

/// What a `forAll` says when it does not pass.
struct ForAllSummary {
  let report: FalsificationReport<Trial>
  let cases: Int
  let seconds: Double?
  let seed: SeedChoice
  let types: String
  let isReplay: Bool

  /// The lines of the issue, its files written; `nil` when there is nothing to report.
  func lines(files: FailureFiles?, name: TestName, allowsUndecided: Bool) -> [String]? {
    switch report.outcome {
    case .passed, .cancelled: return nil
    case .falsified(let found):
      return falsified(found) + saved(found.choices, found.caseIndex, picture(of: found, name), files, name)
    case .flaky(let flake):
      return flaky(flake) + saved(flake.choices, flake.caseIndex, nil, files, name)
    case .exhausted:
      return allowsUndecided
        ? nil
        : [
          "undecided: assume discards nearly all cases, \(report.discards) of \(report.discards + report.casesRun)",
          "make fitting values instead of leaving others out: map, flatMap, or narrower ranges", "seed: \(seed)",
        ]
    case .outOfTime:
      return allowsUndecided
        ? nil
        : [
          "undecided: the budget of \(seconds.map { "\($0) s" } ?? "time") ended after \(report.casesRun) of "
            + "\(cases) cases, none of which fails",
          "raise .budget(_:) or lower .cases(_:)", "seed: \(seed)",
        ]
    }
  }

  private func falsified(_ found: Counterexample<Trial>) -> [String] {
    var lines = ["falsified by \(found.description)", found.failure.message]
    if found.description == found.originalDescription {
      lines.append("\(place(found.caseIndex)); \(reduction(found)) found nothing smaller")
    } else {
      lines.append("\(place(found.caseIndex)), as found: \(found.originalDescription)")
      if found.originalFailure.message != found.failure.message { lines.append(found.originalFailure.message) }
      lines.append("reduced: \(reduction(found))")
    }
    return lines
  }

  private func flaky(_ flake: FlakyCase) -> [String] {
    let second =
      switch flake.second {
      case .pass: "it passes"
      case .discard: "assume discards it"
      case .fail(let failure): failure.message
      }
    return [
      "flaky: the same values fail and then do not fail in the same way: \(flake.description)",
      "first: \(flake.first.message)", "again: \(second)", place(flake.caseIndex),
    ]
  }

  private func place(_ index: Int) -> String { isReplay ? "the replayed case" : "case \(index + 1) of \(cases)" }

  private func reduction(_ found: Counterexample<Trial>) -> String {
    let trials = "\(found.trials) \(found.trials == 1 ? "trial" : "trials")"
    return switch found.stop {
    case .fixpoint: trials
    case .trials, .seconds: "\(trials), until the budget ended"
    case .cancelled: "\(trials), until the test was cancelled"
    }
  }

  /// Writes the files and says where they are.
  private func saved(
    _ choices: ChoiceSequence, _ index: Int, _ picture: Data?, _ files: FailureFiles?, _ name: TestName
  ) -> [String] {
    let token = ReplayToken(
      property: report.property, seed: report.seed, caseIndex: index, choices: choices, generatorFingerprint: types)
    var lines = ["seed: \(seed)"]
    guard let files else { return lines }
    let written = files.write(picture: picture, saving: .choices(token))
    if let path = written.picture { lines.append("picture: \(path)") }
    if let path = written.replay {
      let variable = "\(ForAllCall.replayVariable)=\(path.quotedForShell)"
      lines.append("replay: \(variable) swift test --filter \(name.filter.quotedForShell)")
    }
    if let fault = written.fault { lines.append("not saved: \(fault)") }
    return lines
  }

  /// The images among the minimal values, or `nil` when there is none that can be drawn.
  private func picture(of found: Counterexample<Trial>, _ name: TestName) -> Data? {
    let panels = found.value.values.flatMap { value in
      let images = value.images
      return images.indices.compactMap { index -> CounterexamplePicture.Panel? in
        // Images of two or of more than four channels have no picture.
        guard let image = try? ByteImage(images[index]) else { return nil }
        let isAlone = images.count == 1
        return CounterexamplePicture.Panel(
          name: isAlone ? "minimal" : "minimal, \(index + 1)", picture: image,
          caption: isAlone ? [value.description] : [])
      }
    }
    guard !panels.isEmpty else { return nil }
    let picture = CounterexamplePicture(
      title: "\(name.folder)/\(name.file)", panels: Array(panels.prefix(3)),
      footer: "\(found.description): \(found.failure.message)")
    return try? PNG.encode(picture.rendered(), text: [PNGText(keyword: "Title", value: name.unique)])
  }
}

import AssayBase
import AssayDatasets
import AssayImages

/// Saved counterexamples first, and baselines.
extension CheckRun {
  /// Runs the saved counterexamples of the property again; `nil` when there is none.
  func replaySaved() async throws -> SavedReplay? {
    guard let memory = configuration.memory, !memory.saved.isEmpty else { return nil }
    var replay = SavedReplay()
    let preprocessing = identity().preprocessing
    for entry in memory.saved {
      guard case .image(let found) = entry.saved.content else { continue }
      guard property.claim.isThreshold(found.property, of: property.subject) else {
        configuration.announce("not run here: \(entry.path), a case of “\(found.property)”")
        continue
      }
      if let then = entry.saved.model?.preprocessing, let preprocessing, then != preprocessing {
        replay.notes.append(
          "\(entry.path) was saved under another preprocessing (\(then), now \(preprocessing)); its pixels were run "
            + "as they are")
      }
      do {
        let passes = try await BlockingWork.run { try outcome(ofSaved: found).passes }
        replay.count += 1
        if !passes { replay.failing.append(entry.path) }
      } catch let error as AssayError {
        replay.faults.append(error.located(at: entry.path))
      }
    }
    return replay
  }

  private func outcome(ofSaved found: ImageCounterexample) throws -> CaseOutcome {
    let image = Image(found.failing)
    guard image.size == data.imageSize else {
      throw AssayError(
        .shapeMismatch, "the saved image does not fit the data set \(data.name)", expected: "\(data.imageSize)",
        found: "\(image.size)", advice: "Delete the case if the model takes other images now")
    }
    guard data.classNames.indices.contains(found.label) else {
      throw AssayError(
        .invalidArgument, "the saved label is no class of the data set \(data.name)",
        expected: "0 to \(data.classNames.count - 1)", found: "\(found.label)",
        advice: "Delete the case if the classes are others now")
    }
    return try property.measure.outcome(model, ofSaved: SavedExample(found), key: key)
  }

  /// The verdict on a claim about every case that a saved one refutes; `nil` for other claims and when all pass.
  ///
  /// The case is run once more; when it passes then, the verdict is unreliable.
  func refutation(_ replay: SavedReplay?, named modelName: String) async throws -> Verdict? {
    guard property.claim == .always, !isRecording, let replay, let path = replay.failing.first,
      let entry = configuration.memory?.saved.first(where: { $0.path == path }),
      case .image(let found) = entry.saved.content
    else { return nil }
    let example = SavedExample(found).failing
    let outcome = try await BlockingWork.run { try self.outcome(ofSaved: found) }
    let evidence = outcome.passes ? nil : try await explain([FailedCase(example: example, outcome: outcome)])
    let subject = "\(path) (\(found.data) #\(found.index), label \(found.label))"
    let reason =
      outcome.passes
      ? "flaky: \(subject) failed and passed when run again with the same random numbers"
      : "\(subject): \(outcome.reason ?? "fails")"
    return Verdict(
      outcome: outcome.passes ? .unreliable : .falsified, property: property.name, model: modelName, data: data.name,
      estimate: nil, interval: nil, confidence: configuration.confidence, cases: 0, population: data.count, failures: 0,
      seed: configuration.seed, seconds: seconds, reason: reason, counterexample: evidence?.counterexample,
      worst: nil, saved: replay)
  }

  /// Whether this run writes the baseline of its property instead of holding the model against it.
  var isRecording: Bool { property.baseline != nil && configuration.memory?.isRecording == true }

  /// What compares with the baseline; `nil` when the property has none, or it is being recorded.
  func baselineDecider(for cases: [Int], model: String) throws -> BaselineDecider? {
    guard let claim = property.baseline, !isRecording else { return nil }
    let memory = configuration.memory ?? CheckMemory(test: "", advice: "Record one with assay check --record FILE")
    let baseline = try memory.baseline(claim.reference, of: property.subject, on: data.name, model: model)
    return try BaselineDecider(
      baseline, tolerance: claim.tolerance, cases: cases, data: data,
      confidence: CheckMeasurement.confidence(configuration.confidence, hasBaseline: true), advice: memory.advice)
  }

  /// Writes the baseline of this run.
  func record(_ measurement: CheckMeasurement) throws {
    guard let claim = property.baseline, let memory = configuration.memory else { return }
    var outcomes = [Bool?](repeating: nil, count: data.count)
    var examples = [UInt32](repeating: 0, count: data.count)
    for (example, passes) in measurement.outcomes {
      outcomes[example.index] = passes
      examples[example.index] = Baseline.fingerprint(of: example)
    }
    let path = try memory.path(of: claim.reference)
    let baseline = Baseline(
      property: property.subject, data: data.name, model: identity(), seed: configuration.seed, outcomes: outcomes,
      examples: examples)
    try BaselineFile.record(baseline, of: memory.test, to: path)
    configuration.announce(
      "recorded \(measurement.cases - measurement.failures) of \(measurement.cases) examples as passed in \(path)")
  }
}

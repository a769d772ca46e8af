import AssayBase
import AssayDatasets
import AssayProperties
import AssayReport

/// One call of `check`: from the test's settings to its one issue.
struct CheckCall {
  let property: String
  let usesBaseline: Bool
  /// What the model is called; `nil` for a claim about data alone.
  let model: String?
  let data: Dataset
  var identity: (@Sendable () -> ModelIdentity)?
  /// What a reader must know of model and data together; announced once.
  var remarks: [String] = []

  func verdict(
    at site: CheckSite, _ run: (CheckRunner) async throws -> Verdict
  ) async throws -> Verdict {
    var configuration = CheckConfiguration()
    let progress = site.progressLine()
    defer { progress?.finish() }
    do {
      if let shard = try site.otherShard(splitsCases: site.settings.splitsCases) {
        return Verdict(
          dealingAway: property, model: model ?? "", data: data.name, population: data.count,
          configuration: configuration,
          shard: shard)
      }
      let seed = try site.seed()
      let saved = site.savedCases()
      configuration = site.configuration(seed: seed)
      configuration.progress = { progress?.update($0) }
      let announce = configuration.announce
      configuration.announce = { text in
        progress?.finish()
        announce(text)
      }
      // A trial is a case of its own already.
      if site.settings.splitsCases, !site.settings.isTrial { configuration.split = try Shard() }
      configuration.memory = try site.memory(saved: saved.entries, usesBaseline: usesBaseline)
      try configuration.validate()
      if let family = site.settings.family {
        configuration.confidence = try family.share(of: configuration.confidence)
      }
      for remark in remarks { configuration.announce(remark) }
      let verdict = try await run(CheckRunner(configuration))
      progress?.finish()
      report(verdict, seed, at: site)
      site.reportFaults(saved.faults + (verdict.saved?.faults ?? []))
      return verdict
    } catch let error as CancellationError where Task.isCancelled {
      throw error
    } catch {
      // An issue at the user's line says more than an error thrown through the test, and the next check still runs.
      let text = error is AssayError ? "\(error)" : "\(type(of: error)): \(error)"
      let verdict = Verdict(
        refusing: property, model: model ?? "", data: data.name, population: data.count, configuration: configuration,
        reason: text)
      site.record(["\(property) cannot be checked: \(text)"] + [site.log(ResultRecord(verdict))].compactMap(\.self))
      return verdict
    }
  }

  /// Writes the files and the result, and records what does not pass.
  private func report(_ verdict: Verdict, _ seed: SeedChoice, at site: CheckSite) {
    // Passing checks are counted too, so that the names of files do not depend on what fails.
    let files = site.settings.isTrial ? nil : FailureFiles(for: site)
    var written: FailureFiles.Written?
    var notSaved: [String] = []
    if let files, verdict.counterexample != nil || verdict.exhibit != nil {
      do {
        let files = files.write(
          picture: try verdict.picture(), saving: verdict.counterexample.map { .image($0) }, model: identity?())
        if let fault = files.fault { notSaved.append("not saved: \(fault)") }
        written = files
      } catch {
        notSaved.append("not saved: \(error)")
      }
    }
    if let split = verdict.split, let fault = site.log(split) {
      // Without its cases no process can decide.
      site.record(["\(verdict.property) cannot be merged: \(fault)"])
    }
    // A part of a check has no result of its own yet.
    if !verdict.isPartial, let fault = site.log(ResultRecord(verdict, files: written?.files)) { notSaved.append(fault) }
    if verdict.isPartial { return site.announce(verdict.reason ?? verdict.headline) }
    guard !verdict.passes, !(verdict.outcome == .undecided && site.settings.allowsUndecided) else {
      // Saved counterexamples of a share count for nothing, but someone may want to know.
      if let line = verdict.saved?.failingLine { site.announce("\(verdict.property) holds; \(line)") }
      return
    }
    var lines = [verdict.headline] + verdict.details
    let panels = verdict.counterexample?.panels.map { " (\($0))" } ?? ""
    if let path = written?.picture { lines.append("picture: \(path)\(panels)") }
    if let path = written?.replay {
      lines.append("replay: swift run assay replay \(path.quotedForShell)")
      if !verdict.isDecidedBySaved { lines.append("keep: swift run assay accept \(path.quotedForShell)") }
    }
    lines += notSaved
    lines.append("on \(model.map { "\($0), " } ?? "")\(verdict.data), seed \(seed)")
    site.record(lines)
  }
}

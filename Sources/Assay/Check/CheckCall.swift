import AssayBase
import AssayDatasets
import AssayProperties

/// One call of `check`: from the test's settings to its one issue.
struct CheckCall {
  let property: String
  let model: String
  let data: Dataset

  func verdict(
    at site: CheckSite, _ run: (CheckRunner) async throws -> Verdict
  ) async throws -> Verdict {
    var configuration = CheckConfiguration()
    do {
      let seed = try site.seed()
      configuration = site.configuration(seed: seed)
      let verdict = try await run(CheckRunner(configuration))
      report(verdict, seed, at: site)
      return verdict
    } catch let error as CancellationError where Task.isCancelled {
      throw error
    } catch {
      // An issue at the user's line says more than an error thrown through the test, and the next check still runs.
      let text = error is AssayError ? "\(error)" : "\(type(of: error)): \(error)"
      site.record(["\(property) cannot be checked: \(text)"])
      return Verdict(
        refusing: property, model: model, data: data.name, population: data.count, configuration: configuration,
        reason: text)
    }
  }

  /// Records what does not pass.
  private func report(_ verdict: Verdict, _ seed: SeedChoice, at site: CheckSite) {
    let files = site.settings.isTrial ? nil : FailureFiles(for: site)
    guard !verdict.passes, !(verdict.outcome == .undecided && site.settings.allowsUndecided) else { return }
    var lines = [verdict.headline] + verdict.details
    if let files, let counterexample = verdict.counterexample {
      do {
        let written = files.write(picture: try counterexample.png(), replay: try counterexample.json())
        let panels = counterexample.reduction == nil ? "" : " (original | attacked | difference ×16)"
        if let path = written.picture { lines.append("picture: \(path)\(panels)") }
        if let path = written.replay { lines.append("replay: swift run assay replay \(path.quotedForShell)") }
        if let fault = written.fault { lines.append("not saved: \(fault)") }
      } catch {
        lines.append("not saved: \(error)")
      }
    }
    lines.append("on \(model), \(data.name), seed \(seed)")
    site.record(lines)
  }
}

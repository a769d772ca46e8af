import AssayBase
import Synchronization

/// Says on a terminal how far a check is that takes longer than two seconds; silent in continuous integration.
///
///     let progress = ProgressLine(for: site)
///     defer { progress.finish() }
///     progress.show("case 12 of 100")
final class ProgressLine: Sendable {
  /// How long a check may take before a person wonders.
  private static let patience: Duration = .seconds(2)
  /// How often a person wants to read something new.
  private static let interval: Duration = .milliseconds(100)

  private struct State {
    var due: ContinuousClock.Instant
    var isVisible = false
  }

  private let name: String
  private let isSilent: Bool
  private let state: Mutex<State>

  init(for site: CheckSite) {
    name = "\(site.name.folder)/\(site.name.file)"
    isSilent = site.settings.isTrial || Surroundings.isContinuousIntegration || !Surroundings.hasTerminal
    state = Mutex(State(due: ContinuousClock.now + Self.patience))
  }

  /// Replaces what the line says; most calls cost a look at the clock and no more.
  func show(_ text: String) {
    guard !isSilent else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard now >= state.due else { return }
      state = State(due: now + Self.interval, isVisible: true)
      StatusLine.show("… \(name): \(text)")
    }
  }

  /// Removes the line, when the check ends or something else is to be printed.
  func finish() {
    guard !isSilent else { return }
    state.withLock { state in
      if state.isVisible { StatusLine.clear() }
      state.isVisible = false
    }
  }
}

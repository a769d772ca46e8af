import AssayCheck
import Foundation
import Synchronization

/// A line on the terminal that says how far a long check has come, written over itself and cleared at the end.
final class ProgressLine: Sendable {
  /// Seconds before anything is shown, and between two showings.
  private static let (patience, pause) = (2.0, 0.25)

  private let name: String
  private let write: @Sendable (String) -> Void
  private let seconds: @Sendable () -> Double
  private let shown = Mutex<Double?>(nil)

  /// - Parameters:
  ///   - name: What to call the check.
  ///   - write: Puts text on the terminal as it is.
  ///   - seconds: The time since the check began.
  init(_ name: String, seconds: @escaping @Sendable () -> Double, write: @escaping @Sendable (String) -> Void) {
    self.name = name
    self.seconds = seconds
    self.write = write
  }

  /// A line for a check that begins now, or `nil` where nobody watches.
  convenience init?(_ name: String) {
    guard let terminal = ProgressTerminal.shared else { return nil }
    let (clock, start) = (ContinuousClock(), ContinuousClock.now)
    self.init(name, seconds: { (clock.now - start).inSeconds }, write: { terminal.write($0) })
  }

  /// Shows how far a `forAll` is, if it is time to.
  func update(_ progress: FalsificationProgress) { update(Self.text(of: progress)) }

  /// Shows how far the check is, if it is time to.
  func update(_ text: @autoclosure () -> String) {
    let now = seconds()
    guard now >= Self.patience else { return }
    shown.withLock { shown in
      if let shown, now - shown < Self.pause { return }
      shown = now
      write("\r\u{1B}[2K◇ \(name): \(text()), \(Int(now)) s")
    }
  }

  /// Clears the line, if there is one.
  func finish() {
    shown.withLock { shown in
      if shown != nil { write("\r\u{1B}[2K") }
      shown = nil
    }
  }

  private static func text(of progress: FalsificationProgress) -> String {
    switch progress {
    case .searching(.random, let cases, let count): "\(cases) of \(count) cases"
    case .searching(let phase, let cases, let count): "\(phase.rawValue) cases, \(cases) of \(count) random ones"
    case .reducing(let trials, let choices, let from):
      "a case failed; reducing it, \(trials) trials, \(choices) of \(from) choices left"
    }
  }
}

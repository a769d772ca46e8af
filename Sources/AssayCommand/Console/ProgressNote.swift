import AssayBase
import Synchronization

/// Says how far long work is: on a terminal all the time, elsewhere by a line now and then.
final class ProgressNote: Sendable {
  /// Seconds between two lines where nobody watches.
  private static let pause = 30.0

  private let console: Console
  private let work: String
  private let start = ContinuousClock.now
  private let lines = Mutex(0)

  /// - Parameters:
  ///   - console: Where to speak.
  ///   - work: What is being done: "reading pictures".
  init(_ console: Console, _ work: String) {
    self.console = console
    self.work = work
  }

  /// So many of all are done.
  func update(_ done: Int, of all: Int) {
    let text = "… \(work): \(NumberText.grouped(done)) of \(NumberText.grouped(all))"
    if console.showsProgress { return console.progress(text) }
    let due = Int((ContinuousClock.now - start).inSeconds / Self.pause)
    let isNew = lines.withLock { lines in
      defer { lines = max(lines, due) }
      return due > lines
    }
    if isNew { console.note(text) }
  }
}

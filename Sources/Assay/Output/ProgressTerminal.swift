import AssayBase
import Foundation

/// The terminal a person watches, if there is one.
struct ProgressTerminal: Sendable {
  /// The terminal of this process; `nil` under continuous integration, which sets `CI`, and where output is not watched.
  static let shared: ProgressTerminal? = {
    let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
    guard !Surroundings.isContinuousIntegration, !isDumb else { return nil }
    if isatty(STDERR_FILENO) == 1 { return ProgressTerminal(file: .standardError) }
    // `swift test` reads its tests' output through pipes; whoever started it may still sit at a terminal.
    var status = stat()
    guard fstat(STDERR_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFIFO,
      let file = FileHandle(forWritingAtPath: "/dev/tty")
    else { return nil }
    return ProgressTerminal(file: file)
  }()

  private let file: FileHandle

  /// Writes text as it is; a terminal that has gone is no fault of the check.
  func write(_ text: String) {
    try? file.write(contentsOf: Data(text.utf8))
  }
}

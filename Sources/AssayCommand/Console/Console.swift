import AssayBase
import Foundation

/// Where a command speaks: results to standard output, everything else to standard error.
package struct Console: Sendable {
  /// Whether standard output takes colours: a terminal that knows them, and nobody has set `NO_COLOR`.
  package let usesColour: Bool
  /// Whether standard error is a terminal, so that progress may overwrite itself.
  package let showsProgress: Bool

  /// The console of the process.
  package static func standard() -> Console {
    let environment = ProcessInfo.processInfo.environment
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let knowsControls = environment["TERM"] != "dumb"
    return Console(
      usesColour: isatty(STDOUT_FILENO) == 1 && knowsControls && !isPlain,
      showsProgress: isatty(STDERR_FILENO) == 1 && knowsControls)
  }

  /// Prints a line of the result.
  ///
  /// - Throws: `AssayError` when nobody takes it, as when a pipe is closed.
  package func print(_ line: String) throws {
    clearProgress()
    try Self.write(line + "\n", to: STDOUT_FILENO, named: "standard output")
  }

  /// Prints a remark; where it cannot be printed it is lost.
  package func note(_ line: String) {
    clearProgress()
    try? Self.write(line + "\n", to: STDERR_FILENO, named: "standard error")
  }

  /// Shows what is going on, on a terminal only, until the next line is printed.
  ///
  /// Cut to what fits the narrowest usual terminal, since a line that wraps could not be erased.
  package func progress(_ text: String) {
    guard showsProgress else { return }
    try? Self.write("\r\u{1B}[2K\(text.prefix(79))\r", to: STDERR_FILENO, named: "standard error")
  }

  private func clearProgress() {
    guard showsProgress else { return }
    try? Self.write("\r\u{1B}[2K", to: STDERR_FILENO, named: "standard error")
  }

  private static func write(_ text: String, to descriptor: Int32, named name: String) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        throw FileFault.error(errno, "cannot write", name)
      }
    }
  }
}

import Foundation

/// The line on a terminal that says what is going on, until something else is printed.
package enum StatusLine {
  /// Shows `text` in place of what the line said; nothing without a terminal.
  ///
  /// Cut to what fits the narrowest usual terminal, since a line that wraps could not be erased.
  package static func show(_ text: String) {
    guard Surroundings.hasTerminal else { return }
    write("\r\u{1B}[2K\(text.prefix(79))\r")
  }

  /// Empties the line.
  package static func clear() {
    guard Surroundings.hasTerminal else { return }
    write("\r\u{1B}[2K")
  }

  /// What cannot be written is lost.
  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

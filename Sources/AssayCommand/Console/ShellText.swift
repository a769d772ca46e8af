/// Arguments as a shell reads them.
enum ShellText {
  /// `text` as one word: as it is where nothing in it means something to a shell, else in single quotes.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./:,=+@%".utf8.contains(byte)
      }
    }
    if isPlain, !text.isEmpty { return text }
    return "'\(text.replacing("'", with: "'\\''"))'"
  }

  /// How this program was called, so that a line printed for copying works: through the package manager or by path.
  static func program(_ invocation: String?) -> String {
    guard let invocation else { return "assay" }
    return invocation.contains("/.build/") || invocation.hasPrefix(".build/") ? "swift run assay" : quoted(invocation)
  }
}

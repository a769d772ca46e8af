/// Text inside XML and HTML.
enum MarkupText {
  /// `text` with the characters that mean something in markup escaped, fit for content and for quoted attributes.
  ///
  /// What XML 1.0 cannot hold at all (section 2.2: control characters, U+FFFE, U+FFFF) becomes U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // As characters, an attribute's value would turn them into spaces.
      case "\n", "\r", "\t": result += "&#\(scalar.value);"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result.unicodeScalars.append("\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Text in columns for `--help`.
enum HelpText {
  private static let width = 100

  /// Terms with their explanations beside them, wrapped.
  static func columns(_ entries: [(term: String, text: String)]) -> [String] {
    let indent = min(30, (entries.map(\.term.count).max() ?? 0) + 4)
    return entries.flatMap { entry -> [String] in
      let wrapped = wrap(entry.text, to: width - indent)
      let head = "  " + entry.term
      let space = String(repeating: " ", count: indent)
      if head.count + 2 > indent { return Self.broken(head) + wrapped.map { space + $0 } }
      let first = head + String(repeating: " ", count: indent - head.count) + (wrapped.first ?? "")
      return [first] + wrapped.dropFirst().map { space + $0 }
    }
  }

  /// A term in lines that end behind commas, where it is too long for one.
  private static func broken(_ term: String) -> [String] {
    var lines = [""]
    for (index, part) in term.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
      let piece = index == 0 ? String(part) : "," + part
      if lines[lines.count - 1].count + piece.count < width || lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] += piece
      } else {
        lines[lines.count - 1] += ","
        lines.append("      " + part)
      }
    }
    return lines
  }

  private static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

/// Breaking text into lines of a fixed number of letters.
package enum TextWrapping {
  /// Breaks `text` at spaces (and at line feeds) into at most `limit` lines of at most `columns` letters.
  ///
  /// Words longer than a line are broken inside, paths after a "/" where that leaves no short line; a text that does not fit ends in "…".
  package static func lines(of text: String, columns: Int, limit: Int) -> [String] {
    guard columns > 0, limit > 0 else { return [] }
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      // No more than one line too many is needed to know that the text is cut.
      guard lines.count <= limit else { break }
      lines += wrap(paragraph, columns: columns)
    }
    guard lines.count > limit else { return lines }
    lines.removeLast(lines.count - limit)
    var last = lines.removeLast()
    while last.count >= columns || last.last == " " { last.removeLast() }
    return lines + [last + "…"]
  }

  private static func wrap(_ paragraph: Substring, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, line.count + 1 + word.count > columns {
        lines.append(line)
        line = String(word)
      } else {
        line += line.isEmpty ? String(word) : " " + word
      }
      while line.count > columns {
        let cut = breakingPoint(of: line, columns: columns)
        lines.append(String(line.prefix(cut)))
        line.removeFirst(cut)
      }
    }
    return lines + [line]
  }

  /// The number of letters of `line`, which is too long, to keep.
  private static func breakingPoint(of line: String, columns: Int) -> Int {
    let head = Array(line.prefix(columns))
    guard let slash = head.lastIndex(of: "/"), slash >= columns / 3 else { return columns }
    return slash + 1
  }
}

import AssayBase
import AssayProperties
import Foundation

/// Results as one self-contained page: no script, no other file; pictures are inside.
public enum HTMLReport {
  /// The document.
  public static func document(_ results: CheckResults) -> String {
    HTMLDocument.text(
      title: "Assay: \(results.title)",
      body: """
        <h1>\(MarkupText.escaped(results.title))</h1>
        <p class="summary \(results.passes ? "holds" : "falsified")">\(MarkupText.escaped(results.summary))</p>
        \(results.records.map(section).joined(separator: "\n"))
        <footer>Accuracy under an attack is an upper bound on robustness: a stronger attack may find more.</footer>
        """)
  }

  private static func section(_ record: ResultRecord) -> String {
    let outcome = record.outcome.rawValue
    var lines = [
      "<section class=\"\(outcome)\">",
      "<h2><span class=\"badge\">\(TerminalReport.mark(of: record.outcome)) \(outcome)</span> "
        + "\(MarkupText.escaped(record.property))</h2>",
    ]
    if let estimate = record.estimate, let interval = record.interval {
      lines.append(HTMLIntervalBar(estimate: estimate, interval: interval).svg)
    }
    // The heading names the property already.
    let finding =
      record.headline.hasPrefix("\(record.property) ")
      ? String(record.headline.dropFirst(record.property.count + 1)) : record.headline
    lines.append("<p>\(MarkupText.escaped(finding))</p>")
    if !record.details.isEmpty {
      lines.append("<ul>\(record.details.map { "<li>\(MarkupText.escaped($0))</li>" }.joined())</ul>")
    }
    if let picture = record.picture {
      let source = "data:image/png;base64,\(picture.base64EncodedString())"
      let words = MarkupText.escaped(record.counterexample ?? record.headline)
      lines.append("<figure><img src=\"\(source)\" alt=\"\(words)\"></figure>")
    }
    if let replay = record.files?.replay {
      lines.append("<p>replay file: <code>\(MarkupText.escaped(replay))</code></p>")
    }
    lines.append("<p class=\"fine\">\(MarkupText.escaped(circumstances(of: record)))</p>")
    lines.append("</section>")
    return lines.joined(separator: "\n")
  }

  /// Where, on what and how the check ran.
  private static func circumstances(of record: ResultRecord) -> String {
    var parts: [String] = []
    if let suite = record.suite { parts.append("\(suite)/\(record.test ?? "")") }
    if let data = record.data { parts.append(record.model.map { "\($0) on \(data)" } ?? data) }
    parts.append("seed \(record.seed)")
    if let confidence = record.confidence { parts.append("confidence \(PercentText.of(confidence))") }
    parts.append(
      record.population.map { "\(record.cases) of \($0) \(record.model == nil ? "cases" : "examples")" }
        ?? "\(record.cases) cases")
    return (parts + [SecondsText.of(record.seconds)]).joined(separator: ", ")
  }
}

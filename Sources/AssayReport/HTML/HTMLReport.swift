import AssayBase
import AssayProperties
import Foundation

/// Results as one self-contained page: no script, no other file; pictures are inside.
public enum HTMLReport {
  /// The document.
  ///
  /// - Throws: What drawing a picture throws.
  public static func document(_ results: CheckResults) throws -> String {
    let title = MarkupText.escaped("Assay: \(results.model) on \(results.data)")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      \(HTMLStyle.sheet)
      </style>
      </head>
      <body>
      <main>
      <h1>\(MarkupText.escaped(results.model)) <small>on \(MarkupText.escaped(results.data))</small></h1>
      <p class="summary \(results.passes ? "holds" : "falsified")">\(MarkupText.escaped(results.summary))</p>
      \(try results.properties.map(section).joined(separator: "\n"))
      <footer>Accuracy under an attack is an upper bound on robustness: a stronger attack may find more.</footer>
      </main>
      </body>
      </html>

      """
  }

  private static func section(_ property: CheckedProperty) throws -> String {
    let verdict = property.verdict
    let outcome = verdict.outcome.rawValue
    var lines = [
      "<section class=\"\(outcome)\">",
      "<h2><span class=\"badge\">\(TerminalReport.mark(of: verdict.outcome)) \(outcome)</span> "
        + "\(MarkupText.escaped(verdict.property))</h2>",
    ]
    if let estimate = verdict.estimate, let interval = verdict.interval {
      lines.append(HTMLIntervalBar(estimate: estimate, interval: interval).svg)
    }
    // The heading names the property already.
    lines.append("<p>\(MarkupText.escaped(String(verdict.headline.dropFirst(verdict.property.count + 1))))</p>")
    let details = verdict.details
    if !details.isEmpty {
      lines.append("<ul>\(details.map { "<li>\(MarkupText.escaped($0))</li>" }.joined())</ul>")
    }
    if let counterexample = verdict.counterexample {
      let source = "data:image/png;base64,\(try counterexample.png().base64EncodedString())"
      lines.append("<figure><img src=\"\(source)\" alt=\"\(MarkupText.escaped(counterexample.summary))\"></figure>")
    }
    if let files = property.files {
      lines.append("<p>replay file: <code>\(MarkupText.escaped(files.replay))</code></p>")
    }
    lines.append(
      "<p class=\"fine\">seed \(verdict.seed), confidence \(MarkupText.escaped(PercentText.of(verdict.confidence))), "
        + "\(verdict.cases) of \(verdict.population) examples, \(SecondsText.of(verdict.seconds))</p>")
    lines.append("</section>")
    return lines.joined(separator: "\n")
  }
}

import AssayProperties
import Foundation

/// Results as JUnit XML, which continuous integration services read: a test suite of one test case a property.
///
/// Falsified properties are failures; undecided and unreliable ones are errors, since the claim itself was not refuted.
public enum JUnitReport {
  /// The document.
  public static func document(_ results: CheckResults) -> String {
    let falsified = results.count(.falsified)
    let errors = results.count(.undecided) + results.count(.unreliable)
    let counts = "tests=\"\(results.properties.count)\" failures=\"\(falsified)\" errors=\"\(errors)\""
    let time = "time=\"\(seconds(results.seconds))\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\"assay\" \(counts) \(time)>",
      "  <testsuite name=\"\(MarkupText.escaped("\(results.model) on \(results.data)"))\" \(counts) \(time)>",
    ]
    for property in results.properties { lines += testCase(property) }
    lines += ["  </testsuite>", "</testsuites>", ""]
    return lines.joined(separator: "\n")
  }

  private static func testCase(_ property: CheckedProperty) -> [String] {
    let verdict = property.verdict
    let start =
      "    <testcase classname=\"\(MarkupText.escaped("assay.\(verdict.model)"))\" "
      + "name=\"\(MarkupText.escaped(verdict.property))\" time=\"\(seconds(verdict.seconds))\""
    guard !verdict.passes else { return [start + "/>"] }
    let element = verdict.outcome == .falsified ? "failure" : "error"
    let files = property.files.map { ["picture: \($0.picture)", "replay: \($0.replay)"] } ?? []
    let text = (verdict.details + files).map(MarkupText.escaped).joined(separator: "\n")
    return [
      start + ">",
      "      <\(element) type=\"\(verdict.outcome.rawValue)\" message=\"\(MarkupText.escaped(verdict.headline))\">"
        + "\(text)</\(element)>",
      "    </testcase>",
    ]
  }

  private static func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
}

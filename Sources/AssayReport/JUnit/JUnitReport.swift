import AssayProperties
import Foundation

/// Results as JUnit XML, which continuous integration services read: a test case a property, a test suite a suite.
///
/// Falsified properties are failures; undecided and unreliable ones are errors, since the claim itself was not refuted.
/// Outside tests the checks of a model on a data set are a suite.
public enum JUnitReport {
  /// The document.
  public static func document(_ results: CheckResults) -> String {
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\"assay\" \(counts(results.records))>",
    ]
    for group in results.groups {
      lines.append("  <testsuite name=\"\(MarkupText.escaped(group.name))\" \(counts(group.records))>")
      for record in group.records { lines += testCase(record) }
      lines.append("  </testsuite>")
    }
    lines += ["</testsuites>", ""]
    return lines.joined(separator: "\n")
  }

  private static func counts(_ records: [ResultRecord]) -> String {
    let failures = records.count { $0.outcome == .falsified }
    let errors = records.count { $0.outcome == .undecided || $0.outcome == .unreliable }
    let time = seconds(records.reduce(0) { $0 + $1.seconds })
    return "tests=\"\(records.count)\" failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(time)\""
  }

  private static func testCase(_ record: ResultRecord) -> [String] {
    let place = record.suite ?? record.model.map { "assay.\($0)" } ?? "assay"
    let name = (record.test.map { "\($0): " } ?? "") + record.property
    let start =
      "    <testcase classname=\"\(MarkupText.escaped(place))\" name=\"\(MarkupText.escaped(name))\" "
      + "time=\"\(seconds(record.seconds))\""
    guard !record.passes else { return [start + "/>"] }
    let element = record.outcome == .falsified ? "failure" : "error"
    let files = record.files.map { [$0.picture.map { "picture: \($0)" }, $0.replay.map { "replay: \($0)" }] } ?? []
    let text = (record.details + files.compactMap(\.self)).map(MarkupText.escaped).joined(separator: "\n")
    return [
      start + ">",
      "      <\(element) type=\"\(record.outcome.rawValue)\" message=\"\(MarkupText.escaped(record.headline))\">"
        + "\(text)</\(element)>",
      "    </testcase>",
    ]
  }

  private static func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
}

import AssayBase
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

@Suite struct JSONReportTests {
  @Test func theDocumentSaysAllThatWasFound() throws {
    let json = try JSONValue(parsing: JSONReport.document(try VerdictSamples.results()))
    #expect(json["passes"] == false && json["title"] == .string(VerdictSamples.nasty) && json["seconds"] == 5)
    let verdicts = try #require(json["verdicts"]?.array)
    #expect(verdicts.map { $0["outcome"]?.string } == ["holds", "falsified", "undecided", "unreliable"])
    #expect(verdicts[0]["interval"] == [0.4, 0.6] && verdicts[0]["seed"] == "18446744073709551615")
    #expect(verdicts[0]["counterexample"] == nil && verdicts[2]["estimate"] == nil)
    #expect(verdicts[1]["property"] == .string(VerdictSamples.nasty))
    #expect(verdicts[1]["replay"] == "a&b.json" && verdicts[1]["counterexample"]?.string?.hasPrefix("data #3") == true)
  }
}

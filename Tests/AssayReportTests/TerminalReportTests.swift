import AssayImages
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

@Suite struct TerminalReportTests {
  @Test func onlyWhatHoldsGetsATick() throws {
    let report = TerminalReport(usesColour: false)
    let marks = try VerdictSamples.results().records.map { report.lines(for: $0).first?.first }
    #expect(marks == ["✔", "✘", "?", "?"])
    #expect(
      try report.summary(of: VerdictSamples.results()).hasPrefix(
        "1 of 4 properties hold, 1 falsified, 1 undecided, 1 unreliable ("))
  }

  @Test func coloursAreForTerminals() throws {
    let property = try VerdictSamples.results().records[0]
    #expect(TerminalReport(usesColour: true).lines(for: property)[0].hasPrefix("\u{1B}[32m✔\u{1B}[0m "))
    #expect(!TerminalReport(usesColour: false).lines(for: property)[0].contains("\u{1B}"))
  }

  @Test(arguments: [
    ("accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5", "accuracy-under-pgd-linf-0.15-40-steps-at-least-0.5"),
    ("../../etc/passwd", "etc-passwd"), ("..", "unnamed"), ("", "unnamed"), ("Grün & Blau", "gr-n-blau"),
    (String(repeating: "a", count: 500), String(repeating: "a", count: 120)), (".hidden.", "hidden"),
  ])
  func namesOfFilesAreHarmless(text: String, slug: String) {
    #expect(FileSlug.of(text) == slug)
  }

  @Test func spansOfTimeAreReadable() {
    #expect([0.0423, 2.14, 185].map(SecondsText.of) == ["0.04 s", "2.1 s", "3 min 5 s"])
  }
}

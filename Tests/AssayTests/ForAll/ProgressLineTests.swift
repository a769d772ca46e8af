import Synchronization
import Testing

@testable import Assay

@Suite struct ProgressLineTests {
  @Test func nothingIsShownForTwoSecondsAndThenAFewTimesASecond() {
    let time = Mutex(0.0)
    let shown = Mutex<[String]>([])
    let line = ProgressLine(
      "Suite/test", seconds: { time.withLock { $0 } },
      write: { text in
        shown.withLock { $0.append(text) }
      })
    for step in 0..<300 {
      time.withLock { $0 = Double(step) / 100 }
      line.update(.searching(.random, cases: step, of: 300))
    }
    #expect(shown.withLock { $0.count } == 4)
    #expect(shown.withLock { $0.first } == "\r\u{1B}[2K◇ Suite/test: 200 of 300 cases, 2 s")
    time.withLock { $0 = 9 }
    line.update(.reducing(trials: 12, choices: 3, from: 40))
    line.finish()
    line.finish()
    #expect(
      shown.withLock { $0.suffix(2) } == [
        "\r\u{1B}[2K◇ Suite/test: a case failed; reducing it, 12 trials, 3 of 40 choices left, 9 s", "\r\u{1B}[2K",
      ])
  }

  @Test func aShortCheckLeavesTheTerminalAlone() {
    let shown = Mutex(0)
    let line = ProgressLine("Suite/test", seconds: { 1.9 }, write: { _ in shown.withLock { $0 += 1 } })
    line.update(.searching(.boundary, cases: 0, of: 100))
    line.finish()
    #expect(shown.withLock { $0 } == 0)
  }
}

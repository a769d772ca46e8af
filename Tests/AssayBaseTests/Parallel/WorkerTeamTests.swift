import AssayBase
import Dispatch
import Synchronization
import Testing

/// Threads that stay together run every part of every loop once, however many the system gives them.
@Suite struct WorkerTeamTests {
  private struct Stop: Error {}

  /// How often each part of `loops` loops of `count` parts ran, under a team of `threads`.
  private func runs(loops: Int, count: Int, threads: Int) throws -> [Int] {
    let runs = Mutex([Int](repeating: 0, count: count))
    try ComputeContext.with(threads: threads) {
      try WorkerTeam.with { team in
        let team = try #require(team)
        for loop in 0..<loops {
          team.forEach(count) { part in runs.withLock { $0[part] += 1 } }
          // A loop is over when all of its parts are.
          let done = runs.withLock { $0 }
          guard done == [Int](repeating: loop + 1, count: count) else { throw Stop() }
        }
      }
    }
    return runs.withLock { $0 }
  }

  @Test(arguments: [2, 3, 16]) func everyPartRunsOnce(_ threads: Int) throws {
    for count in [0, 1, 2, 7, 40] {
      #expect(try runs(loops: 50, count: count, threads: threads) == [Int](repeating: 50, count: count))
    }
  }

  @Test func manyTeamsAtOnceDoNotWaitForThreadsThatNeverCome() {
    let results = Mutex<[[Int]]>([])
    DispatchQueue.concurrentPerform(iterations: 12) { _ in
      guard let counts = try? runs(loops: 20, count: 5, threads: 8) else { return }
      results.withLock { $0.append(counts) }
    }
    #expect(results.withLock { $0 } == [[Int]](repeating: [20, 20, 20, 20, 20], count: 12))
  }

  @Test func oneThreadNeedsNoTeam() throws {
    try ComputeContext.with(threads: 1) { try WorkerTeam.with { team in #expect(team === nil) } }
  }

  @Test func resultsAndErrorsPassThrough() throws {
    try ComputeContext.with(threads: 3) {
      let (threads, inside) = try WorkerTeam.with { ($0?.threads, ComputeContext.current.threads) }
      #expect(threads == 3 && inside == 3)
      #expect(throws: Stop.self) { try WorkerTeam.with { _ in throw Stop() } }
    }
  }
}

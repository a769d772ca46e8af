import AssayBase
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Synchronization
import Testing

/// The same seed gives the same verdict; the number of threads changes nothing.
@Suite struct ReproducibilityTests {
  private let property = Property<Network>.accuracy(under: .pgd(.linf(0.15), steps: 10), atLeast: 0.5)

  private func run(threads: Int, seed: UInt64) async throws -> Verdict {
    var context = ComputeContext.current
    context.threads = threads
    return try await ComputeContext.$current.withValue(context) {
      try await verdict(property, of: FixtureModel.digitsStandard, seed: seed)
    }
  }

  @Test func threadsChangeNothing() async throws {
    let one = try await run(threads: 1, seed: 3)
    #expect(one.outcome == .falsified && one.counterexample != nil)
    for threads in 1...3 { expectSame(try await run(threads: threads, seed: 3), one) }
  }

  @Test func anotherSeedTakesAnotherOrder() async throws {
    let orders = [3, 4, 5].map { Digits.test.shuffledIndices(key: runKey($0, property.name).derived("order")) }
    #expect(Set(orders).count == 3 && orders.allSatisfy { $0.sorted() == Array(0..<360) })
    let (a, b) = (try await run(threads: 2, seed: 3), try await run(threads: 2, seed: 4))
    #expect(a.outcome == b.outcome && a.population == b.population)
    #expect(a.counterexample != b.counterexample)
    guard let first = a.interval, let second = b.interval else {
      Issue.record("a rate has an interval")
      return
    }
    #expect(first.overlaps(second))
  }

  /// The number of threads asked for reaches work on a thread that may block.
  @Test func blockingWorkKeepsTheContext() async throws {
    for threads in [1, 2, 7] {
      var context = ComputeContext.current
      context.threads = threads
      let seen = try await ComputeContext.$current.withValue(context) {
        try await BlockingWork.run { ComputeContext.current.threads }
      }
      #expect(seen == threads)
    }
  }

  @Test func failuresAreAnnouncedBeforeTheyAreReduced() async throws {
    let lines = Mutex<[String]>([])
    let configuration = CheckConfiguration(seed: 3, shrinking: untimed) { line in lines.withLock { $0.append(line) } }
    _ = try await CheckRunner(configuration).run(property, of: FixtureModel.digitsStandard, on: Digits.test)
    let told = lines.withLock { $0 }
    #expect(told.count == 1 && told[0].hasPrefix("\(property.name) is falsified"), "\(told)")
  }
}

import AssayBase
import Synchronization
import Testing

/// Loops over workers run every index once, run inline inside one another, and fail in a fixed way.
@Suite struct WorkerPoolTests {
  private struct Failure: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func everyIndexRunsOnce(_ threads: Int, _ count: Int) {
    let runs = Mutex([Int](repeating: 0, count: count))
    ComputeContext.with(threads: threads) {
      WorkerPool.forEach(count) { index in runs.withLock { $0[index] += 1 } }
    }
    #expect(runs.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test func resultsAreInOrder() throws {
    let squares = try ComputeContext.with(threads: 4) { try WorkerPool.map(100) { $0 * $0 } }
    #expect(squares == (0..<100).map { $0 * $0 })
    #expect(try WorkerPool.map(0) { $0 } == [])
  }

  @Test func loopsInsideLoopsRunInline() throws {
    let inner = try ComputeContext.with(threads: 3) {
      try WorkerPool.map(6) { outer in
        (ComputeContext.current.threads, try WorkerPool.map(5) { outer * 5 + $0 })
      }
    }
    #expect(inner.map(\.0) == [Int](repeating: 1, count: 6))
    #expect(inner.flatMap(\.1) == Array(0..<30))
  }

  @Test func workersKeepTheInstructionSet() throws {
    let sets = try ComputeContext.with(threads: 3, instructionSet: .portable) {
      try WorkerPool.map(4) { _ in ComputeContext.current.instructionSet }
    }
    #expect(sets == [.portable, .portable, .portable, .portable])
    #expect(ComputeContext.with(threads: 0) { ComputeContext.current.threads } == 1)
  }

  @Test(arguments: [1, 2, 5])
  func theFirstErrorInOrderIsThrown(_ threads: Int) {
    let runs = Atomic<Int>(0)
    #expect(throws: Failure(index: 3)) {
      try ComputeContext.with(threads: threads) {
        try WorkerPool.tryForEach(50) { index in
          runs.wrappingAdd(1, ordering: .relaxed)
          if index % 7 == 3 { throw Failure(index: index) }
        }
      }
    }
    // All indices run, so what is thrown does not depend on who was faster.
    #expect(runs.load(ordering: .relaxed) == 50)
  }

  @Test func slicesCoverTheRange() {
    for (count, size) in [(0, 4), (1, 4), (8, 4), (9, 4), (5, 100), (5, 0)] {
      let seen = Mutex<[Range<Int>]>([])
      ComputeContext.with(threads: 2) {
        WorkerPool.forEachSlice(of: count, size: size) { slice in seen.withLock { $0.append(slice) } }
      }
      let slices = seen.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
      #expect(slices.flatMap { Array($0) } == Array(0..<count))
      #expect(slices.allSatisfy { $0.count <= max(1, size) })
    }
  }

  @Test func concurrentTasksDoNotDisturbOneAnother() async {
    let sums = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          (try? ComputeContext.with(threads: 3) { try WorkerPool.map(50) { $0 * task } })?.reduce(0, +) ?? -1
        }
      }
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(sums.sorted() == (0..<8).map { $0 * 1225 })
  }
}

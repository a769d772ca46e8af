import AssayBase
import Dispatch
import Foundation
import Testing

/// Waiting for asynchronous work takes no thread that the work could need.
@Suite struct AwaitedWorkTests {
  private actor Counter {
    private(set) var count = 0

    func next() async -> Int {
      count += 1
      await Task.yield()
      return count
    }
  }

  private struct Refusal: Error {}

  @Test func resultsAndErrorsComeBack() throws {
    #expect(try AwaitedWork.run { 7 } == 7)
    #expect(throws: Refusal.self) { try AwaitedWork.run { throw Refusal() } }
    #expect(
      try AwaitedWork.run {
        try await Task.sleep(for: .milliseconds(1))
        return await Task.detached { 8 }.value
      } == 8)
  }

  @Test func taskLocalsComeAlong() throws {
    let threads = try ComputeContext.with(threads: 3) { try AwaitedWork.run { ComputeContext.current.threads } }
    #expect(threads == 3)
  }

  /// More waits at once than any pool has threads, all for one actor, from threads of all kinds.
  @Test func anyNumberOfThreadsMayWaitForOneActor() async throws {
    let counter = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        // On the cooperative pool itself, which these calls fill.
        group.addTask {
          for _ in 0..<20 { _ = try AwaitedWork.run { await counter.next() } }
        }
      }
      group.addTask {
        await withCheckedContinuation { continuation in
          DispatchQueue.global().async {
            DispatchQueue.concurrentPerform(iterations: 64) { _ in
              for _ in 0..<20 { _ = try? AwaitedWork.run { await counter.next() } }
            }
            continuation.resume()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await counter.count == 128 * 20)
  }

  /// A model that asks another model waits inside a wait.
  @Test func waitsMayNest() throws {
    let counter = Counter()
    let value = try AwaitedWork.run {
      _ = await counter.next()
      return try AwaitedWork.run { await counter.next() }
    }
    #expect(value == 2)
  }

  @Test func theCallersCancellationReachesTheWork() async throws {
    let hasBegun = AsyncStream<Void>.makeStream()
    let task = Task {
      // A thread of the cooperative pool that waited for the test would be one that the test needs.
      try await BlockingWork.run {
        try AwaitedWork.run {
          hasBegun.continuation.finish()
          try await Task.sleep(for: .seconds(600))
        }
      }
    }
    for await _ in hasBegun.stream {}
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aTaskThatWasCancelledBefore() async throws {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try AwaitedWork.run { try await Task.sleep(for: .seconds(600)) }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aRaisedFlagReachesTheWork() throws {
    let flag = CancellationFlag()
    var context = ComputeContext.current
    context.cancellation = flag
    flag.raise()
    #expect(throws: CancellationError.self) {
      try ComputeContext.$current.withValue(context) {
        try AwaitedWork.run { try await Task.sleep(for: .seconds(600)) }
      }
    }
    #expect(throws: CancellationError.self) {
      try ComputeContext.$current.withValue(context) { try CancellationFlag.check() }
    }
    try CancellationFlag.check()
  }
}

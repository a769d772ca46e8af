import AssayFixtures
import AssayNetworks
import Synchronization
import Testing

@testable import AssayProperties

/// The gate lets one through at a time, in order, and opens again whatever happens inside.
@Suite struct ComputeGateTests {
  private struct Failure: Error {}

  /// Holds the gate until it is told to let go.
  private struct Holder {
    let task: Task<Void, any Error>
    private let release: AsyncStream<Void>.Continuation

    init(_ gate: ComputeGate) async {
      let (entered, signal) = AsyncStream.makeStream(of: Void.self)
      let (released, release) = AsyncStream.makeStream(of: Void.self)
      task = Task {
        try await gate.pass {
          signal.finish()
          for await _ in released {}
        }
      }
      self.release = release
      for await _ in entered {}
    }

    func letGo() { release.finish() }
  }

  private func waitUntil(_ count: Int, waitAt gate: ComputeGate) async {
    while await gate.waiting.count < count { await Task.yield() }
  }

  @Test func firstComeFirstServed() async throws {
    let gate = ComputeGate()
    let holder = await Holder(gate)
    let log = Log()
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<20 {
      tasks.append(
        Task {
          try await gate.pass {
            log.enter(number)
            await Task.yield()
            log.leave()
          }
        })
      await waitUntil(number + 1, waitAt: gate)
    }
    #expect(log.order.isEmpty)
    holder.letGo()
    for task in tasks { try await task.value }
    try await holder.task.value
    #expect(log.order == Array(0..<20) && log.mostInside == 1)
  }

  @Test func aCheckInsideACheckPassesThrough() async throws {
    let gate = ComputeGate()
    let result = try await gate.pass { try await gate.pass { try await gate.pass { 42 } } }
    #expect(result == 42)
    // Re-entrance does not open the gate for others: it is free only now.
    #expect(try await gate.pass { 43 } == 43)
  }

  @Test func errorsReleaseTheGate() async throws {
    let gate = ComputeGate()
    for _ in 0..<3 {
      await #expect(throws: Failure.self) { try await gate.pass { () -> Int in throw Failure() } }
    }
    #expect(try await gate.pass { 1 } == 1)
  }

  @Test func whoeverIsCancelledWhileWaitingDoesNotRun() async throws {
    let gate = ComputeGate()
    let holder = await Holder(gate)
    let ran = Counter()
    let cancelled = Task { try await gate.pass { ran.next() } }
    await waitUntil(1, waitAt: gate)
    let next = Task { try await gate.pass { ran.next() } }
    await waitUntil(2, waitAt: gate)
    cancelled.cancel()
    holder.letGo()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(try await next.value == 0 && ran.value == 1)
  }

  @Test func aCancelledCheckThrowsAndReleases() async throws {
    let model = try FixtureModel.digitsStandard
    let cancellation = Cancellation()
    let task = Task {
      // Cancelled from inside, while the first cases are measured: the check ends before the next ones.
      try await verdict(
        .always("cancels") { _, _ in
          cancellation.cancel()
          return true
        }, of: model)
    }
    cancellation.set(task)
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await verdict(.always("next") { _, _ in true }, of: model, cases: 3).passes)
  }
}

/// Who went in, and how many were inside at once.
private final class Log: Sendable {
  private let state = Mutex<(order: [Int], inside: Int, most: Int)>(([], 0, 0))

  var order: [Int] { state.withLock { $0.order } }
  var mostInside: Int { state.withLock { $0.most } }

  func enter(_ number: Int) {
    state.withLock {
      $0.order.append(number)
      $0.inside += 1
      $0.most = max($0.most, $0.inside)
    }
  }

  func leave() { state.withLock { $0.inside -= 1 } }
}

/// Cancels a task that does not exist yet when the one who asks is made.
private final class Cancellation: Sendable {
  private let task = Mutex<Task<Verdict, any Error>?>(nil)
  private let isAsked = Mutex(false)

  func set(_ task: Task<Verdict, any Error>) {
    self.task.withLock { $0 = task }
    if isAsked.withLock({ $0 }) { task.cancel() }
  }

  func cancel() {
    isAsked.withLock { $0 = true }
    task.withLock { $0 }?.cancel()
  }
}

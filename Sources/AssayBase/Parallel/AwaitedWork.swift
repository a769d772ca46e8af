import Dispatch
import Synchronization

/// Waits for asynchronous work on a thread that may block: the counterpart of ``BlockingWork``.
///
/// The waiting thread itself runs what the work has to run, as its task executor (Swift Evolution 0417), also what it
/// runs on actors without executors of their own. So the wait needs no other thread: neither one of the cooperative
/// pool, which a caller may have filled, nor one that Dispatch may have no more of.
package enum AwaitedWork {
  /// The result of `body`; its task has the caller's task-locals, and is cancelled when the caller is.
  ///
  /// - Throws: What `body` throws. One that does not heed its cancellation is waited for all the same.
  package static func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
    let thread = WaitingThread()
    let outcome = Outcome<Result>()
    let task = Task(executorPreference: thread) {
      do {
        outcome.set(.success(try await body()))
      } catch { outcome.set(.failure(error)) }
    }
    thread.runJobs(until: { outcome.value != nil }, cancelling: { task.cancel() })
    guard let result = outcome.value else { preconditionFailure("the wait ended before the work") }
    return try result.get()
  }

  /// What came of the work, once it has ended.
  private final class Outcome<Value: Sendable>: Sendable {
    private let state = Mutex<Result<Value, any Error>?>(nil)

    var value: Result<Value, any Error>? { state.withLock { $0 } }

    func set(_ result: Result<Value, any Error>) { state.withLock { $0 = result } }
  }
}

/// A thread that runs the jobs of what it waits for.
private final class WaitingThread: TaskExecutor {
  private struct Jobs {
    var queue: [UnownedJob] = []
    var isOpen = true
  }

  private let jobs = Mutex(Jobs())
  private let arrivals = DispatchSemaphore(value: 0)

  /// How long a cancellation may go unnoticed.
  private static let patience = DispatchTimeInterval.milliseconds(50)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isTaken = jobs.withLock { jobs in
      if jobs.isOpen { jobs.queue.append(job) }
      return jobs.isOpen
    }
    if isTaken {
      arrivals.signal()
    } else {
      // Whoever comes after the work has ended, an actor that it left busy, must still be run.
      DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  /// Runs jobs as they come, until the work has ended and none is left; calls `cancel` once when the caller is cancelled.
  func runJobs(until hasEnded: () -> Bool, cancelling cancel: () -> Void) {
    var isCancelled = false
    while true {
      if !isCancelled, CancellationFlag.isRaisedHere {
        isCancelled = true
        cancel()
      }
      let job = jobs.withLock { jobs -> UnownedJob? in
        if jobs.queue.isEmpty {
          if hasEnded() { jobs.isOpen = false }
          return nil
        }
        return jobs.queue.removeFirst()
      }
      if let job {
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else if jobs.withLock({ !$0.isOpen }) {
        return
      } else {
        _ = arrivals.wait(timeout: .now() + Self.patience)
      }
    }
  }
}

import AssayBase
import Dispatch

/// Runs work that blocks on a thread of its own, so that no thread of the cooperative pool waits for it.
package enum BlockingWork {
  /// The result of `body`, computed on a thread that may block, with the caller's number of threads and instructions.
  package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    // Task-locals do not follow onto a thread of Dispatch.
    let context = ComputeContext.current
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Swift.Result { try ComputeContext.$current.withValue(context) { try body() } })
      }
    }
  }
}

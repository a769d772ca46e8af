import Dispatch

/// Runs work that blocks on a thread of its own, so that no thread of the cooperative pool waits for it.
package enum BlockingWork {
  /// The result of `body`, computed on a thread that may block, with the caller's number of threads and instructions.
  ///
  /// When the caller's task is cancelled, `body` learns it from ``CancellationFlag``.
  package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    // Task-locals do not follow onto a thread of Dispatch.
    var context = ComputeContext.current
    let flag = CancellationFlag()
    context.cancellation = flag
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async { [context] in
          continuation.resume(with: Swift.Result { try ComputeContext.$current.withValue(context) { try body() } })
        }
      }
    } onCancel: {
      flag.raise()
    }
  }
}

/// Hands the machine's cores to one check at a time, in the order in which they came.
///
/// Swift Testing starts all tests at once; without a gate a hundred checks on two cores would all crawl. A check inside
/// another passes through.
package actor ComputeGate {
  /// The gate of the process.
  package static let shared = ComputeGate()

  @TaskLocal private static var isInside = false

  private var isBusy = false
  private(set) var waiting: [CheckedContinuation<Void, Never>] = []

  /// Runs `body` when no other check runs.
  ///
  /// - Throws: What `body` throws, and `CancellationError`, without running it, when the task was cancelled meanwhile.
  package nonisolated func pass<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    if Self.isInside { return try await body() }
    await enter()
    do {
      try Task.checkCancellation()
      let result = try await Self.$isInside.withValue(true) { try await body() }
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard isBusy else {
      isBusy = true
      return
    }
    // Whoever leaves hands over the gate, which stays busy.
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty {
      isBusy = false
    } else {
      waiting.removeFirst().resume()
    }
  }
}

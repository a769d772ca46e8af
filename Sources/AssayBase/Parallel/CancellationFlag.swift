import Synchronization

/// Tells work that blocks a thread that nobody waits for it any more: there, no task can be asked.
package final class CancellationFlag: Sendable {
  private let isRaised = Atomic(false)

  package init() {}

  /// Says that the work is no longer wanted.
  package func raise() { isRaised.store(true, ordering: .releasing) }

  /// Whether the running code is no longer wanted, by its task or by the one that waits for this thread.
  package static var isRaisedHere: Bool {
    Task.isCancelled || ComputeContext.current.cancellation?.isRaised.load(ordering: .acquiring) ?? false
  }

  /// - Throws: `CancellationError` when the running code is no longer wanted.
  package static func check() throws { if isRaisedHere { throw CancellationError() } }
}

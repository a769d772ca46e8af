import Dispatch
import Synchronization

/// Deals the iterations of a loop to the machine's cores.
///
/// The order in which iterations run is not fixed, so each must write only what is its own; then results do not depend
/// on the number of threads. A loop inside a loop gets the threads that the outer one leaves, and runs inline when that is none. Blocks the calling thread until all are done: do not call
/// it from a task of the cooperative pool that others wait for.
package enum WorkerPool {
  /// Runs `body` for every index below `count`.
  package static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let context = ComputeContext.current
    let width = min(context.threads, count)
    guard width > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    var inner = context
    inner.threads = max(1, context.threads / width)
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: width) { [inner] _ in
      ComputeContext.$current.withValue(inner) {
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          if index >= count { return }
          body(index)
        }
      }
    }
  }

  /// Runs `body` for every index below `count`; the first error in the order of the indices is thrown.
  package static func tryForEach(_ count: Int, _ body: @Sendable (Int) throws -> Void) throws {
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    forEach(count) { index in
      do {
        try body(index)
      } catch {
        failure.withLock { first in
          if first.map({ index < $0.index }) ?? true { first = (index, error) }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }

  /// The results of `body` for every index below `count`, in order.
  package static func map<Element: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> Element) throws
    -> [Element]
  {
    let results = Mutex<[Element?]>(Array(repeating: nil, count: count))
    try tryForEach(count) { index in
      let element = try body(index)
      results.withLock { $0[index] = element }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// Cuts `0..<count` into consecutive ranges of at most `size` and runs `body` for each.
  package static func forEachSlice(of count: Int, size: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let size = max(1, size)
    forEach((count + size - 1) / size) { slice in
      body(slice * size..<min(count, (slice + 1) * size))
    }
  }
}

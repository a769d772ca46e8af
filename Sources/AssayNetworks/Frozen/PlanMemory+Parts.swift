import AssayBase
import AssayTensor

extension PlanMemory {
  /// Runs `body` for ranges that make up `0..<count`, at the same time where this slice has threads to itself, as a batch
  /// smaller than their number leaves them.
  ///
  /// Ranges begin at multiples of `step`; nothing is divided that is not worth a thread's start.
  func forEachPart(
    of count: Int, step: Int = 16, operations: Int, _ body: @Sendable (_ part: Range<Int>, _ whole: Bool) -> Void
  ) {
    let steps = (count + step - 1) / step
    let parts = min(ComputeContext.current.threads, steps, operations / Self.leastOperations)
    guard parts > 1 else { return body(0..<count, true) }
    WorkerPool.forEach(parts) { part in
      body(part * steps / parts * step..<min(count, (part + 1) * steps / parts * step), false)
    }
  }

  /// About 20 µs of multiplications: starting a thread takes a few.
  private static let leastOperations = 1 << 20
}

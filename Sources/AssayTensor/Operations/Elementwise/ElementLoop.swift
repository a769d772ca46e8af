import AssayBase

/// Deals the elements of large tensors to the workers.
enum ElementLoop {
  static func run(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    WorkerPool.forEachSlice(of: count, size: 1 << 16, body)
  }
}

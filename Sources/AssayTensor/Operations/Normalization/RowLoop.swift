import AssayBase

/// Deals the rows of a matrix to the workers, in shares of a size worth a thread.
enum RowLoop {
  static func run(_ rows: Int, _ columns: Int, _ body: @Sendable (Range<Int>) -> Void) {
    WorkerPool.forEachSlice(of: rows, size: max(1, (1 << 15) / max(1, columns)), body)
  }
}

import AssayBase
import AssayTensor
import CAssayKernels

/// The floating-point operations a second that the kernels reach on operands in the first-level cache.
///
/// No workload can be faster; the distance to it is what memory, short rows and other passes cost.
enum MeasuredPeak {
  /// The best of several measurements on one thread, and on all threads at once.
  static func measure() -> (single: Double, all: Double) {
    let threads = ComputeContext.current.threads
    return (best(threads: 1), threads == 1 ? best(threads: 1) : best(threads: threads))
  }

  private static let rows = 14
  private static let columns = 32
  private static let depth = 64
  private static let products = 40_000

  private static func best(threads: Int) -> Double {
    let clock = ContinuousClock()
    let operations = 2 * Double(rows * columns * depth * products * threads)
    return (0..<5).map { _ in
      let start = clock.now
      WorkerPool.forEach(threads) { _ in run() }
      return operations / (clock.now - start).inSeconds
    }.max() ?? 0
  }

  private static func run() {
    let a = Tensor(repeating: 1e-3, shape: [rows, depth])
    let packed = TensorStorage(count: assay_packed_count(depth, columns))
    assay_fill(packed.pointer, 1e-3, packed.count)
    let c = TensorStorage(count: rows * columns)
    let isa = Kernels.instructionSet
    withExtendedLifetime(a) {
      var segment = 0
      withUnsafePointer(to: &segment) { segments in
        var product = assay_product()
        product.a = a.pointer
        (product.a_row_stride, product.a_step) = (depth, 1)
        (product.segments, product.segment_count, product.segment_length) = (segments, 1, depth)
        product.b = UnsafePointer(packed.pointer)
        (product.b_block_stride, product.b_step) = (depth * ASSAY_LANES, ASSAY_LANES)
        product.c = c.pointer
        product.c_row_stride = columns
        (product.rows, product.columns) = (rows, columns)
        for _ in 0..<products { assay_tile_product(isa, &product) }
      }
    }
  }
}

import AssayBase
import CAssayKernels

/// One product, cut into blocks of rows (or of columns, when there are few rows) for the workers.
struct MatrixProductJob: Sendable {
  let m, n, k: Int
  let a: TensorStorage
  let rowStride, step: Int
  let b: TensorStorage
  let bRowStride, bColumnStride: Int
  let bias: TensorStorage?
  let out: KernelOutput

  func run() {
    if m >= 2 * Self.rowBlock || n <= Self.columnBlock {
      // Rows of whole blocks; the share of a worker is as large as possible so that the packed panel is reused.
      let share = max(Self.rowBlock, (m / ComputeContext.current.threads / Self.rowBlock + 1) * Self.rowBlock)
      WorkerPool.forEachSlice(of: m, size: share) { run(rows: $0, columns: 0..<n) }
    } else {
      WorkerPool.forEachSlice(of: n, size: Self.columnBlock) { run(rows: 0..<m, columns: $0) }
    }
  }

  private static let rowBlock = 14 * 8
  private static let columnBlock = 16 * 16

  private func run(rows: Range<Int>, columns: Range<Int>) {
    var job = assay_gemm_job()
    job.m = rows.count
    job.n = columns.count
    job.k = k
    job.a = UnsafePointer(a.pointer + rows.lowerBound * rowStride)
    job.a_row_stride = rowStride
    job.a_step = step
    job.b = UnsafePointer(b.pointer + columns.lowerBound * bColumnStride)
    job.b_k_stride = bRowStride
    job.b_n_stride = bColumnStride
    job.c = out.pointer + rows.lowerBound * n + columns.lowerBound
    job.c_row_stride = n
    job.bias = bias.map { UnsafePointer($0.pointer + columns.lowerBound) }
    withScratch(assay_gemm_scratch_count(&job)) { scratch in
      job.scratch = scratch
      assay_gemm(Kernels.instructionSet, &job)
    }
  }
}

import AssayBase
import CAssayKernels

/// The product of two matrices, either of which may be read transposed, with an optional bias for each column.
struct MatrixProduct: Operation {
  let transposesLeft: Bool
  let transposesRight: Bool

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (a, b) = (inputs[0], inputs[1])
    let bias = inputs.count > 2 ? inputs[2] : nil
    let (m, k) = transposesLeft ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let n = transposesRight ? b.shape[0] : b.shape[1]
    let packed = TensorStorage(count: assay_packed_count(k, n))
    assay_pack(packed.pointer, b.pointer, k, n, transposesRight ? 1 : n, transposesRight ? k : 1)
    return Tensor(shape: [m, n]) { out in
      let product = MatrixProductJob(
        m: m, n: n, k: k, a: a.storage, rowStride: transposesLeft ? 1 : k, step: transposesLeft ? m : 1,
        packed: packed, bias: bias?.storage, out: KernelOutput(out))
      product.run()
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (a, b) = (inputs[0], inputs[1])
    var gradients: [Tensor?] = [nil, nil]
    if needed[0] {
      gradients[0] =
        transposesLeft
        ? Tensor.product(b, upstream, transposingLeft: transposesRight, transposingRight: true)
        : Tensor.product(upstream, b, transposingLeft: false, transposingRight: !transposesRight)
    }
    if needed[1] {
      gradients[1] =
        transposesRight
        ? Tensor.product(upstream, a, transposingLeft: true, transposingRight: transposesLeft)
        : Tensor.product(a, upstream, transposingLeft: !transposesLeft, transposingRight: false)
    }
    if inputs.count > 2 { gradients.append(needed[2] ? upstream.summed(to: [1, output.shape[1]]).reshaped(to: inputs[2].shape) : nil) }
    return gradients
  }
}

/// One product, cut into blocks of rows (or of columns, when there are few rows) for the workers.
struct MatrixProductJob: Sendable {
  let m, n, k: Int
  let a: TensorStorage
  let rowStride, step: Int
  let packed: TensorStorage
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
    job.packed_b = UnsafePointer(packed.pointer + columns.lowerBound * k)
    job.c = out.pointer + rows.lowerBound * n + columns.lowerBound
    job.c_row_stride = n
    job.bias = bias.map { UnsafePointer($0.pointer + columns.lowerBound) }
    withScratch(assay_gemm_scratch_count(&job)) { scratch in
      job.scratch = scratch
      assay_gemm(Kernels.instructionSet, &job)
    }
  }
}

extension Tensor {
  /// The matrix product, reading either factor transposed where asked.
  package static func product(
    _ a: Tensor, _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false, bias: Tensor? = nil
  ) -> Tensor {
    precondition(
      a.shape.rank == 2 && b.shape.rank == 2
        && (transposingLeft ? a.shape[0] : a.shape[1]) == (transposingRight ? b.shape[1] : b.shape[0]),
      "matrices of shapes \(a.shape) and \(b.shape) cannot be multiplied")
    precondition(
      bias.map { $0.shape == [transposingRight ? b.shape[0] : b.shape[1]] } ?? true,
      "a bias of shape \(bias.map { $0.shape.description } ?? "") does not fit a factor of shape \(b.shape)")
    let operation = MatrixProduct(transposesLeft: transposingLeft, transposesRight: transposingRight)
    return apply(operation, [a, b] + (bias.map { [$0] } ?? []))
  }

  /// The matrix product of an m×k and a k×n matrix.
  public func matrixProduct(_ other: Tensor) -> Tensor { .product(self, other) }

  /// A dense layer: N×in features times the transpose of out×in weights, plus a bias of `out`.
  public func linear(weight: Tensor, bias: Tensor?) -> Tensor {
    .product(self, weight, transposingRight: true, bias: bias)
  }
}

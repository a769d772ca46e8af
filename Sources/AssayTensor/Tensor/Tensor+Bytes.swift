import AssayBase
import CAssayKernels

extension Tensor {
  /// Makes a tensor of 32-bit floats that come from elsewhere row-major and in this machine's byte order, as from a file.
  ///
  /// `fill` writes the bytes from a place on into a buffer; it is called from several threads. Numbers go where they belong
  /// part by part, so that nothing but the tensor takes memory.
  package init(
    shape: Shape, rowMajor fill: @Sendable (_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws -> Void
  ) throws {
    try self.init(shape: shape) { out in
      let out = KernelOutput(out)
      let rowCount = shape.rank == 0 ? 1 : shape.dimensions[0]
      let row = shape.count / max(1, rowCount)
      let isPlanar = shape.rank == 4 && shape[1] > 1 && shape[2] * shape[3] > 1
      let together = max(1, Self.countAtOnce / max(1, row))
      try WorkerPool.tryForEach((rowCount + together - 1) / together) { part in
        let first = part * together
        let rows = min(together, rowCount - first)
        let target = out.pointer + first * row
        guard isPlanar else { return try Self.fill(target, rows * row, from: first * row, fill) }
        try withScratch(rows * row) { planar in
          try Self.fill(planar, rows * row, from: first * row, fill)
          assay_to_channels_last(target, planar, rows, shape[1], shape[2] * shape[3])
        }
      }
    }
  }

  private static func fill(
    _ target: UnsafeMutablePointer<Float>, _ count: Int, from first: Int,
    _ fill: (_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws -> Void
  ) throws {
    let stride = MemoryLayout<Float>.stride
    try fill(UnsafeMutableRawBufferPointer(start: target, count: count * stride), first * stride)
  }

  /// The floats that a thread moves before it takes the next part: a share of the second-level cache.
  private static let countAtOnce = 1 << 16
}

import AssayBase
import CAssayKernels

/// A copy of a block of elements between two arrays that lie differently in memory.
struct StridedCopy: Sendable {
  let extents: [Int]
  let outStrides: [Int]
  let sourceStrides: [Int]

  init(extents: [Int], outStrides: [Int], sourceStrides: [Int]) {
    precondition(extents.count <= Int(ASSAY_MAX_RANK), "a tensor of \(extents.count) axes is more than can be copied")
    self.extents = extents
    self.outStrides = outStrides
    self.sourceStrides = sourceStrides
  }

  /// Copies, dealing the first axis to the workers; both pointers stand at the block's first element.
  func run(_ out: KernelOutput, _ source: TensorStorage, offset: Int = 0) {
    guard let first = extents.first, !extents.contains(0) else {
      if extents.isEmpty { out.pointer.pointee = source.pointer[offset] }
      return
    }
    let share = max(1, (1 << 15) / extents.dropFirst().reduce(1, *))
    WorkerPool.forEachSlice(of: first, size: share) { range in
      var extents = extents
      extents[0] = range.count
      assay_copy_strided(
        out.pointer + range.lowerBound * outStrides[0], outStrides,
        source.pointer + offset + range.lowerBound * sourceStrides[0], sourceStrides, extents, extents.count)
    }
  }
}

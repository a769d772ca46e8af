import AssayTensor
import CAssayKernels

/// Memory for one slice, kept between calls so that the margins of zeros are written once.
struct Workspace: Sendable {
  let examples: Int
  private let storage: TensorStorage
  private let offsets: [Int]
  private let spareOffset: Int
  private let spareCount: Int
  private let scratchOffset: Int

  init(examples: Int, buffers: [PlanBuffer], scratchCount: Int) {
    self.examples = examples
    var offsets: [Int] = []
    var total = 0
    for buffer in buffers {
      offsets.append(total)
      // Whole cache lines, and room for kernels that read whole vectors.
      total += (examples * buffer.imageStride + 31) / 16 * 16
    }
    self.offsets = offsets
    // Where further gradients of a value go before they are added: at most two at a time.
    spareCount = buffers.map { (examples * $0.imageStride + 31) / 16 * 16 }.max() ?? 0
    spareOffset = 2 * total
    scratchOffset = spareOffset + 2 * spareCount
    storage = TensorStorage(count: scratchOffset + scratchCount + 16)
    assay_fill(storage.pointer, 0, storage.count)
  }

  /// Memory for the gradient of any value.
  func spare(_ index: Int) -> UnsafeMutablePointer<Float> { storage.pointer + spareOffset + index * spareCount }

  func memory(images: Int, buffers: [PlanBuffer]) -> PlanMemory {
    PlanMemory(
      images: images, isa: Kernels.instructionSet, scratch: storage.pointer + scratchOffset, buffers: buffers,
      activations: offsets.map { storage.pointer + $0 },
      gradients: offsets.map { storage.pointer + spareOffset / 2 + $0 })
  }
}

extension PlanBuffer {
  /// Examples one after the other without a margin.
  func unpaddedView(_ base: UnsafeMutablePointer<Float>) -> assay_view {
    assay_view(base: base, image_stride: shape.count, row_stride: width * channels, pixel_stride: channels)
  }
}

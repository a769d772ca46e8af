import AssayTensor
import CAssayKernels

/// Memory for one slice, kept between calls so that the margins of zeros are written once.
struct Workspace: Sendable {
  let examples: Int
  let hasGradients: Bool
  private let storage: TensorStorage
  private let activationOffsets: [Int]
  private let gradientOffsets: [Int]
  private let spareOffset: Int
  private let spareCount: Int
  private let scratchOffset: Int

  init(examples: Int, buffers: [PlanBuffer], scratchCount: Int, gradients: GradientLayout?) {
    self.examples = examples
    hasGradients = gradients != nil
    // Whole cache lines, and room for kernels that read whole vectors.
    let sizes = buffers.map { (examples * $0.imageStride + 31) / 16 * 16 }
    var total = 0
    activationOffsets = sizes.map { size in
      defer { total += size }
      return total
    }
    let layout = gradients?.offsets(sizes: sizes)
    let activationTotal = total
    gradientOffsets = layout.map { $0.offsets.map { $0 + activationTotal } } ?? activationOffsets
    spareOffset = activationTotal + (layout?.total ?? 0)
    // Where further gradients of a value go before they are added: at most two at a time.
    spareCount = layout == nil ? 0 : sizes.max() ?? 0
    scratchOffset = spareOffset + 2 * spareCount
    storage = TensorStorage(count: scratchOffset + scratchCount + 16)
    assay_fill(storage.pointer, 0, activationTotal)
  }

  /// Memory for the gradient of any value.
  func spare(_ index: Int) -> UnsafeMutablePointer<Float> { storage.pointer + spareOffset + index * spareCount }

  func memory(images: Int, buffers: [PlanBuffer]) -> PlanMemory {
    PlanMemory(
      images: images, isa: Kernels.instructionSet, scratch: storage.pointer + scratchOffset, buffers: buffers,
      activations: activationOffsets.map { storage.pointer + $0 },
      gradients: gradientOffsets.map { storage.pointer + $0 })
  }
}

extension PlanBuffer {
  /// Examples one after the other without a margin.
  func unpaddedView(_ base: UnsafeMutablePointer<Float>) -> assay_view {
    assay_view(base: base, image_stride: shape.count, row_stride: width * channels, pixel_stride: channels)
  }
}

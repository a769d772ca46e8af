import AssayTensor
import CAssayKernels

/// Memory for one slice, kept between calls.
struct Workspace: Sendable {
  let layout: PlanLayout
  private let storage: TensorStorage

  init(_ layout: PlanLayout) {
    self.layout = layout
    storage = TensorStorage(count: layout.floatCount + 16)
  }

  /// The memory at an offset of the layout.
  func pointer(_ offset: Int) -> UnsafeMutablePointer<Float> { storage.pointer + offset }

  func memory(images: Int, buffers: [PlanBuffer]) -> PlanMemory {
    PlanMemory(
      images: images, isa: Kernels.instructionSet, scratch: storage.pointer, buffers: buffers,
      activations: layout.activations.map(pointer), gradients: layout.gradients.map(pointer))
  }
}

extension PlanBuffer {
  /// Examples one after the other without a margin.
  func unpaddedView(_ base: UnsafeMutablePointer<Float>) -> assay_view {
    assay_view(base: base, image_stride: shape.count, row_stride: width * channels, pixel_stride: channels)
  }
}

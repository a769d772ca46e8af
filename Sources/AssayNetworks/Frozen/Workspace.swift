import AssayTensor
import CAssayKernels

/// Memory for one slice, kept between calls.
struct Workspace: Sendable {
  /// The most examples that a slice may have.
  let examples: Int
  let layout: PlanLayout
  private let storage: TensorStorage

  init(examples: Int, layout: PlanLayout, scratchCount: Int) {
    self.examples = examples
    self.layout = layout
    storage = TensorStorage(count: examples * layout.floatsPerExample + scratchCount + 16)
  }

  /// Whether a slice of `examples` fits, with or without a backward pass.
  func serves(examples: Int, gradients: Bool) -> Bool {
    self.examples >= examples && (layout.hasGradients || !gradients)
  }

  /// Memory for a further gradient that a step of the backward pass adds to an earlier one.
  func summand(_ index: Int, ofStep step: Int) -> UnsafeMutablePointer<Float> {
    storage.pointer + examples * layout.summands[step][index]
  }

  func memory(images: Int, buffers: [PlanBuffer]) -> PlanMemory {
    PlanMemory(
      images: images, isa: Kernels.instructionSet, scratch: storage.pointer + examples * layout.floatsPerExample,
      buffers: buffers, activations: layout.activations.map { storage.pointer + examples * $0 },
      gradients: layout.gradients.map { storage.pointer + examples * $0 })
  }
}

extension PlanBuffer {
  /// Examples one after the other without a margin.
  func unpaddedView(_ base: UnsafeMutablePointer<Float>) -> assay_view {
    assay_view(base: base, image_stride: shape.count, row_stride: width * channels, pixel_stride: channels)
  }
}

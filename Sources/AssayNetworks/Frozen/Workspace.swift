import AssayBase
import AssayTensor
import CAssayKernels

/// Memory for one slice, kept between calls.
struct Workspace: Sendable {
  let layout: PlanLayout
  private let storage: TensorStorage
  /// Scratch memory for each thread but the first of a team.
  private var helperScratch: [TensorStorage] = []

  init(_ layout: PlanLayout) {
    self.layout = layout
    storage = TensorStorage(count: layout.floatCount + 16)
  }

  /// The memory at an offset of the layout.
  func pointer(_ offset: Int) -> UnsafeMutablePointer<Float> { storage.pointer + offset }

  /// Memory for a slice of `images` that `team` shares.
  mutating func memory(images: Int, team: WorkerTeam?, buffers: [PlanBuffer]) -> PlanMemory {
    while let team, helperScratch.count < team.threads - 1 {
      helperScratch.append(TensorStorage(count: layout.largestScratch))
    }
    return PlanMemory(
      images: images, team: team, isa: Kernels.instructionSet, scratch: storage.pointer, helperScratch: helperScratch,
      buffers: buffers,
      activations: layout.activations.map(pointer), gradients: layout.gradients.map(pointer))
  }
}

extension PlanBuffer {
  /// Examples one after the other without a margin.
  func unpaddedView(_ base: UnsafeMutablePointer<Float>) -> assay_view {
    assay_view(base: base, image_stride: shape.count, row_stride: width * channels, pixel_stride: channels)
  }
}

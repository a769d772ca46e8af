import AssayBase
import AssayTensor
import CAssayKernels

/// The memory of one slice while a plan runs. Threads that share a step write to different parts of it.
struct PlanMemory: @unchecked Sendable {
  let images: Int
  /// The threads that share this slice, where it has several to itself.
  let team: WorkerTeam?
  let isa: assay_isa
  /// What the step at hand may scribble on.
  var scratch: UnsafeMutablePointer<Float>
  /// The same for the team's other threads.
  let helperScratch: [TensorStorage]
  let buffers: [PlanBuffer]
  let activations: [UnsafeMutablePointer<Float>]
  /// Where a step of the backward pass writes or reads each value's gradient.
  var gradients: [UnsafeMutablePointer<Float>]

  func activation(_ value: PlanValue) -> assay_view { buffers[value.index].view(activations[value.index]) }
  func gradient(_ value: PlanValue) -> assay_view { buffers[value.index].view(gradients[value.index]) }
  func buffer(_ value: PlanValue) -> PlanBuffer { buffers[value.index] }

  /// The floats that the slice takes in `value`, margins included.
  func floatCount(_ value: PlanValue) -> Int { images * buffers[value.index].imageStride }
}

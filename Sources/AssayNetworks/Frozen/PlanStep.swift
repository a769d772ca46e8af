import AssayTensor
import CAssayKernels

/// One step of a frozen network: reads a value and writes another, for a slice of the batch.
protocol PlanStep: Sendable {
  var input: PlanValue { get }
  var output: PlanValue { get }

  /// Floats of scratch memory that a call needs.
  var scratchCount: Int { get }

  /// Writes the output's activations from the input's.
  func forward(_ memory: PlanMemory)

  /// Writes the input's gradient from the output's, completely.
  func backward(_ memory: PlanMemory)

  /// This step with max(x, 0) at its end, if it can do that.
  func fusedWithReLU() -> (any PlanStep)?

  /// This step with its rectifier's derivative left to the step that reads the output, if it has one.
  func leavingReLUMaskToConsumer() -> (any PlanStep)?
}

extension PlanStep {
  var scratchCount: Int { 0 }
  func fusedWithReLU() -> (any PlanStep)? { nil }
  func leavingReLUMaskToConsumer() -> (any PlanStep)? { nil }
}

/// The memory of one slice while a plan runs.
struct PlanMemory {
  let images: Int
  let isa: assay_isa
  let scratch: UnsafeMutablePointer<Float>
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

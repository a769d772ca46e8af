import AssayTensor
import CAssayKernels

/// A factor and a summand for each channel, and possibly a rectifier: batch normalisation that could not be folded.
struct AffineStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let scale: Tensor
  let shift: Tensor
  let activation: FusedActivation

  var inputs: [PlanValue] { [input] }
  var kept: [PlanValue] { activation == .none ? [] : [output] }

  func forward(_ memory: PlanMemory) {
    let x = memory.seen(input, as: memory.buffer(output).shape, in: memory.activations)
    apply(memory, x, shift, to: memory.activation(output))
    if activation == .rectifier(slope: 0) {
      let result = memory.activations[output.index]
      assay_unary_apply(ASSAY_RELU, result, result, memory.floatCount(output))
    }
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(of: output, activation)
    let gradient = memory.seen(input, as: memory.buffer(output).shape, in: memory.gradients)
    apply(memory, memory.gradient(output), nil, to: gradient)
  }

  private func apply(_ memory: PlanMemory, _ source: assay_view, _ shift: Tensor?, to target: assay_view) {
    let buffer = memory.buffer(output)
    for image in 0..<memory.images {
      assay_scale_channels(
        target.from(image), source.from(image), scale.pointer, shift?.pointer, buffer.height, buffer.width,
        buffer.channels)
    }
  }
}

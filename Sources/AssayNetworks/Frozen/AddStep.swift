import CAssayKernels

/// The sum of two values, and possibly a rectifier.
struct AddStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  let activation: FusedActivation

  func forward(_ memory: PlanMemory) {
    let result = memory.activation(output)
    assay_add_views(
      result, memory.activation(inputs[0]), memory.activation(inputs[1]), memory.images, memory.buffer(output).height,
      memory.buffer(output).width, memory.buffer(output).channels, activation == .rectifier(slope: 0))
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(of: output, activation)
    for input in inputs { memory.copy(like: input, from: memory.gradient(output), to: memory.gradient(input)) }
  }
}

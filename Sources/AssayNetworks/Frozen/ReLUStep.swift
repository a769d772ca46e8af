import CAssayKernels

/// A rectifier that could not be fused.
struct ReLUStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  func forward(_ memory: PlanMemory) {
    memory.copy(like: input, from: memory.activation(input), to: memory.activation(output))
    assay_unary_apply(
      ASSAY_RELU, memory.activations[output.index], memory.activations[output.index], memory.floatCount(output))
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(output)
    memory.copy(like: input, from: memory.gradient(output), to: memory.gradient(input))
  }
}

import AssayTensor
import CAssayKernels

/// A function of each element that was not fused into the step before.
struct ActivationStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let function: Activation.Function

  var inputs: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    let result = memory.buffer(input).read(memory.activation(input), images: memory.images)
    memory.buffer(input).write(function(result), to: memory.seen(output, as: input, in: memory.activations))
  }

  func backward(_ memory: PlanMemory) {
    let x = memory.buffer(input).read(memory.activation(input), images: memory.images)
    let upstream = memory.buffer(input).read(
      memory.seen(output, as: input, in: memory.gradients), images: memory.images)
    let (_, pullback) = valueWithPullback(at: [x]) { function($0[0]) }
    memory.buffer(input).write(pullback(upstream)[0], to: memory.gradient(input))
  }
}

/// A value somewhere else: without the margin of another, or under another shape.
struct CopyStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  var inputs: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    memory.copy(like: input, from: memory.activation(input), to: memory.seen(output, as: input, in: memory.activations))
  }

  func backward(_ memory: PlanMemory) {
    memory.copy(like: input, from: memory.seen(output, as: input, in: memory.gradients), to: memory.gradient(input))
  }
}

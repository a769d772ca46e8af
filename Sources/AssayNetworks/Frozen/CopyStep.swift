/// A value somewhere else: without the margin of another, or under another shape.
struct CopyStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  var inputs: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    memory.copy(input, in: memory.activations, to: output, in: memory.activations)
  }

  func backward(_ memory: PlanMemory) {
    memory.copy(output, in: memory.gradients, to: input, in: memory.gradients)
  }
}

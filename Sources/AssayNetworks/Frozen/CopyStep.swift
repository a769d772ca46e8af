/// A value without the margin of another.
struct CopyStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  func forward(_ memory: PlanMemory) {
    memory.copy(like: input, from: memory.activation(input), to: memory.activation(output))
  }

  func backward(_ memory: PlanMemory) {
    memory.copy(like: input, from: memory.gradient(output), to: memory.gradient(input))
  }
}

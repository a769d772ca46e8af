/// The same memory under another shape.
struct ViewStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  func forward(_ memory: PlanMemory) {
    memory.activations[output.index].update(from: memory.activations[input.index], count: memory.floatCount(output))
  }

  func backward(_ memory: PlanMemory) {
    memory.gradients[input.index].update(from: memory.gradients[output.index], count: memory.floatCount(output))
  }
}

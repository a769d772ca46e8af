import CAssayKernels

/// The channels of all inputs, one after the other.
struct ConcatenateStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue

  func forward(_ memory: PlanMemory) {
    forEachPart(memory) { input, part in
      memory.copy(like: input, from: memory.activation(input), to: memory.activation(output).channels(from: part))
    }
  }

  func backward(_ memory: PlanMemory) {
    forEachPart(memory) { input, part in
      memory.copy(like: input, from: memory.gradient(output).channels(from: part), to: memory.gradient(input))
    }
  }

  private func forEachPart(_ memory: PlanMemory, _ body: (PlanValue, Int) -> Void) {
    var channel = 0
    for input in inputs {
      body(input, channel)
      channel += memory.buffer(input).channels
    }
  }
}

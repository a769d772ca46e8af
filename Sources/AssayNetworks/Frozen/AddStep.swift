import CAssayKernels

/// The sum of two values of as many elements, in the output's shape, and possibly a rectifier.
struct AddStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  let activation: FusedActivation

  var kept: [PlanValue] { activation == .none ? [] : [output] }

  func forward(_ memory: PlanMemory) {
    let buffer = memory.buffer(output)
    // A sum moves three floats, for which a thread could multiply about eight.
    memory.forEachPart(of: buffer.height, step: 1, operations: 8 * memory.images * buffer.shape.count) { rows, _ in
      let parts = inputs.map {
        memory.seen($0, as: buffer.shape, in: memory.activations).fromRow(rows.lowerBound)
      }
      assay_add_views(
        memory.activation(output).fromRow(rows.lowerBound), parts[0], parts[1], memory.images, rows.count, buffer.width,
        buffer.channels,
        activation == .rectifier(slope: 0))
    }
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(of: output, activation)
    for input in inputs { memory.copy(output, in: memory.gradients, to: input, in: memory.gradients) }
  }
}

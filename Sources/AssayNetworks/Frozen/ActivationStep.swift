import AssayTensor
import CAssayKernels

/// A function of each element that was not fused into the step before.
struct ActivationStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let function: Activation.Function

  var inputs: [PlanValue] { [input] }
  var kept: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    guard var kernel = function.kernel else { return forwardByTensors(memory) }
    memory.forEachRow(of: input, memory.activation(input), result(memory, memory.activations)) { x, out, count in
      assay_activation_apply(&kernel, out, x, count)
    }
  }

  func backward(_ memory: PlanMemory) {
    guard var kernel = function.kernel else { return backwardByTensors(memory) }
    // The derivative at the input, times the output's gradient: in two passes, the first a copy to where it goes.
    memory.copy(like: input, from: result(memory, memory.gradients), to: memory.gradient(input))
    memory.forEachRow(of: input, memory.activation(input), memory.gradient(input)) { x, gradient, count in
      assay_activation_backward(&kernel, gradient, gradient, x, count)
    }
  }

  /// The output, seen in the input's shape.
  private func result(_ memory: PlanMemory, _ pointers: [UnsafeMutablePointer<Float>]) -> assay_view {
    memory.seen(output, as: input, in: pointers)
  }

  private func forwardByTensors(_ memory: PlanMemory) {
    let x = memory.buffer(input).read(memory.activation(input), images: memory.images)
    memory.buffer(input).write(function(x), to: result(memory, memory.activations))
  }

  private func backwardByTensors(_ memory: PlanMemory) {
    let x = memory.buffer(input).read(memory.activation(input), images: memory.images)
    let upstream = memory.buffer(input).read(result(memory, memory.gradients), images: memory.images)
    let (_, pullback) = valueWithPullback(at: [x]) { function($0[0]) }
    memory.buffer(input).write(pullback(upstream)[0], to: memory.gradient(input))
  }
}

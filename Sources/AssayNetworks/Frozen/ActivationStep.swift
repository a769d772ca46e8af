import AssayTensor
import CAssayKernels

/// A function of each element that was not fused into the step before.
struct ActivationStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  /// The kernel that applies the function and its derivative in a pass each, where there is one.
  private let kernel: assay_activation?
  private let function: @Sendable (Tensor) -> Tensor

  init(input: PlanValue, output: PlanValue, function: Activation.Function) {
    (self.input, self.output, kernel) = (input, output, function.kernel)
    self.function = { function($0) }
  }

  init(input: PlanValue, output: PlanValue, function: ActivationFunction) {
    (self.input, self.output, kernel) = (input, output, function.kernel)
    self.function = { $0.activated(function) }
  }

  var inputs: [PlanValue] { [input] }
  var kept: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    let (shape, x, y) = views(memory, memory.activations, memory.activations)
    guard var kernel else {
      return PlanBuffer(shape: shape).write(function(PlanBuffer(shape: shape).read(x, images: memory.images)), to: y)
    }
    memory.forEachRow(of: shape, x, y) { x, out, count in assay_activation_apply(&kernel, out, x, count) }
  }

  func backward(_ memory: PlanMemory) {
    let (shape, gradient, upstream) = views(memory, memory.gradients, memory.gradients)
    let x = memory.seen(input, as: shape, in: memory.activations)
    let buffer = PlanBuffer(shape: shape)
    guard var kernel else {
      let (_, pullback) = valueWithPullback(at: [buffer.read(x, images: memory.images)]) { function($0[0]) }
      return buffer.write(pullback(buffer.read(upstream, images: memory.images))[0], to: gradient)
    }
    // The derivative at the input, times the output's gradient: in two passes, the first a copy to where it goes.
    assay_copy_view(gradient, upstream, memory.images, buffer.height, buffer.width, buffer.channels)
    memory.forEachRow(of: shape, x, gradient) { x, gradient, count in
      assay_activation_backward(&kernel, gradient, gradient, x, count)
    }
  }

  /// The input and the output in a shape that serves both.
  private func views(
    _ memory: PlanMemory, _ inputs: [UnsafeMutablePointer<Float>], _ outputs: [UnsafeMutablePointer<Float>]
  ) -> (shape: Shape, input: assay_view, output: assay_view) {
    let shape = memory.commonShape(input, output)
    return (shape, memory.seen(input, as: shape, in: inputs), memory.seen(output, as: shape, in: outputs))
  }
}

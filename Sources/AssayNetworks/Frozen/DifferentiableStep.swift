import AssayTensor
import CAssayKernels

/// A layer or a function without a step of its own, through its differentiable form.
struct DifferentiableStep: PlanStep {
  let inputs: [PlanValue]
  /// The shapes of the tensors that the function takes.
  let inputShapes: [Shape]
  let output: PlanValue
  let function: @Sendable ([Tensor]) -> Tensor

  var kept: [PlanValue] { inputs }

  func forward(_ memory: PlanMemory) {
    memory.buffer(output).write(function(tensors(memory)), to: memory.activation(output))
  }

  func backward(_ memory: PlanMemory) {
    let (_, pullback) = valueWithPullback(at: tensors(memory)) { function($0) }
    let upstream = memory.buffer(output).read(memory.gradient(output), images: memory.images)
    for ((input, shape), gradient) in zip(zip(inputs, inputShapes), pullback(upstream)) {
      PlanBuffer(shape: shape).write(gradient, to: memory.seen(input, as: shape, in: memory.gradients))
    }
  }

  private func tensors(_ memory: PlanMemory) -> [Tensor] {
    zip(inputs, inputShapes).map { input, shape in
      PlanBuffer(shape: shape).read(memory.seen(input, as: shape, in: memory.activations), images: memory.images)
    }
  }
}

extension PlanBuffer {
  /// A tensor of the first `images` examples of a view.
  func read(_ view: assay_view, images: Int) -> Tensor {
    Tensor(shape: Shape([images] + shape.dimensions)) { out in
      assay_copy_view(unpaddedView(out), view, images, height, width, channels)
    }
  }

  /// Writes the examples of `tensor` into a view.
  func write(_ tensor: Tensor, to view: assay_view) {
    assay_copy_view(
      view, unpaddedView(UnsafeMutablePointer(mutating: tensor.pointer)), tensor.shape[0], height, width, channels)
  }
}

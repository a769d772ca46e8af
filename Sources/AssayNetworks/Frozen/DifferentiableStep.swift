import AssayTensor
import CAssayKernels

/// A layer without a step of its own, through its differentiable form.
struct DifferentiableStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let layer: any Layer
  let context: LayerContext

  var inputs: [PlanValue] { [input] }
  var kept: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    let result = layer(tensor(memory, memory.activations, input), context)
    memory.buffer(output).write(result, to: memory.activation(output))
  }

  func backward(_ memory: PlanMemory) {
    let (_, pullback) = valueWithPullback(at: [tensor(memory, memory.activations, input)]) { layer($0[0], context) }
    let upstream = memory.buffer(output).read(memory.gradient(output), images: memory.images)
    memory.buffer(input).write(pullback(upstream)[0], to: memory.gradient(input))
  }

  private func tensor(_ memory: PlanMemory, _ pointers: [UnsafeMutablePointer<Float>], _ value: PlanValue) -> Tensor {
    memory.buffer(value).read(memory.buffer(value).view(pointers[value.index]), images: memory.images)
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

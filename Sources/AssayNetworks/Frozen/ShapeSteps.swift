import AssayTensor
import CAssayKernels

/// A rectifier that could not be fused.
struct ReLUStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  func forward(_ memory: PlanMemory) {
    copy(memory.buffer(input), memory.images, from: memory.activation(input), to: memory.activation(output))
    assay_unary_apply(
      ASSAY_RELU, memory.activations[output.index], memory.activations[output.index], memory.floatCount(output))
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(output)
    copy(memory.buffer(input), memory.images, from: memory.gradient(output), to: memory.gradient(input))
  }
}

/// A value without the margin of another.
struct CopyStep: PlanStep {
  let input: PlanValue
  let output: PlanValue

  func forward(_ memory: PlanMemory) {
    copy(memory.buffer(input), memory.images, from: memory.activation(input), to: memory.activation(output))
  }

  func backward(_ memory: PlanMemory) {
    copy(memory.buffer(input), memory.images, from: memory.gradient(output), to: memory.gradient(input))
  }
}

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

/// Features of a flattened image, from the stored order into their own.
struct FeatureOrderStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let image: Shape

  func forward(_ memory: PlanMemory) {
    assay_to_planar(
      memory.activations[output.index], memory.activations[input.index], memory.images, image[0], image[1] * image[2])
  }

  func backward(_ memory: PlanMemory) {
    assay_to_channels_last(
      memory.gradients[input.index], memory.gradients[output.index], memory.images, image[0], image[1] * image[2])
  }
}

/// A layer without a step of its own, through its differentiable form.
struct DifferentiableStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let layer: any Layer
  let context: LayerContext

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
    assay_copy_view(view, unpaddedView(UnsafeMutablePointer(mutating: tensor.pointer)), tensor.shape[0], height, width, channels)
  }
}

/// Copies the images of a slice between two places of the same shape.
private func copy(_ buffer: PlanBuffer, _ images: Int, from source: assay_view, to target: assay_view) {
  assay_copy_view(target, source, images, buffer.height, buffer.width, buffer.channels)
}

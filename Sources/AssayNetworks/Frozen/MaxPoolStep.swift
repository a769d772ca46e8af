import CAssayKernels

/// The maximum of every window, with the derivative of a rectifier before it where that is fused.
struct MaxPoolStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let pool: assay_pool
  let masksReLU: Bool

  var inputs: [PlanValue] { [input] }
  var kept: [PlanValue] { [input, output] }

  /// Winners are found again in the backward pass of windows that overlap: 32-bit indices fill the scratch memory.
  var scratchCount: Int {
    masksReLU ? 0 : pool.channels * pool.out_height * pool.out_width
  }

  func forward(_ memory: PlanMemory) {
    var pool = pool
    assay_max_pool_forward(&pool, memory.images, memory.activation(input), memory.activation(output), nil)
  }

  func backward(_ memory: PlanMemory) {
    var pool = pool
    if masksReLU {
      assay_relu_max_pool_backward(
        &pool, memory.images, memory.activation(input), memory.activation(output), memory.gradient(output),
        memory.gradient(input))
      return
    }
    let indices = UnsafeMutableRawPointer(memory.scratch).assumingMemoryBound(to: Int32.self)
    for image in 0..<memory.images {
      assay_max_pool_forward(
        &pool, 1, memory.activation(input).from(image), memory.activation(output).from(image), indices)
      assay_max_pool_scatter(
        &pool, 1, memory.gradient(output).from(image), indices, memory.gradient(input).from(image))
    }
  }
}

extension assay_view {
  /// The images from `first` on.
  func from(_ first: Int) -> assay_view {
    var view = self
    view.base += first * image_stride
    return view
  }
}

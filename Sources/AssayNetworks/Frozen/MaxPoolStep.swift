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
    // A comparison takes about as long as two multiplications.
    let operations = 2 * memory.images * pool.out_height * pool.out_width * pool.channels
    memory.forEachPart(of: pool.channels, operations: operations * pool.kernel_height * pool.kernel_width) { part, _ in
      var some = pool
      some.channels = part.count
      let (source, target) = (memory.activation(input), memory.activation(output))
      assay_max_pool_forward(
        &some, memory.images, source.channels(from: part.lowerBound), target.channels(from: part.lowerBound), nil)
    }
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

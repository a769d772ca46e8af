import AssayTensor
import CAssayKernels

/// A convolution with packed weights, its bias and possibly a rectifier.
struct ConvolutionStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  private let conv: assay_conv
  private let shapes: (input: Shape, output: Shape)
  private let forwardWeights: TensorStorage
  private let backwardWeights = LazyWeights()
  private let bias: TensorStorage?
  private let activation: FusedActivation
  private let masksItself: Bool
  private let divides: (forward: Bool, backward: Bool)
  let multiplyAdds: Int

  /// Makes a step; `masksItself` is false where the step behind applies the rectifier's derivative.
  init(
    input: PlanValue, output: PlanValue, conv: assay_conv, weight: Tensor, bias: Tensor?, activation: FusedActivation,
    masksItself: Bool
  ) {
    inputs = [input]
    self.output = output
    self.conv = conv
    shapes = (
      [conv.in_channels, conv.in_height, conv.in_width], [conv.out_channels, conv.out_height, conv.out_width]
    )
    var conv = conv
    forwardWeights = PackedWeights.forward(weight, conv)
    self.bias = bias?.storage
    self.activation = activation
    self.masksItself = masksItself
    divides = (assay_conv_forward_divides(&conv), assay_conv_input_gradient_divides(&conv))
    multiplyAdds = conv.out_height * conv.out_width * weight.count
  }

  var kept: [PlanValue] { masksItself && activation != .none ? [output] : [] }

  var scratchCount: Int {
    var conv = conv
    return max(assay_conv_forward_scratch_count(&conv, true), assay_conv_input_gradient_scratch_count(&conv))
  }

  func forward(_ memory: PlanMemory) {
    forEachPart(memory, of: conv.out_channels, dividing: divides.forward) { channels, scratch in
      var conv = conv
      assay_conv_forward_channels(
        memory.isa, &conv, memory.images, memory.seen(inputs[0], as: shapes.input, in: memory.activations), true,
        forwardWeights.pointer, bias.map { UnsafePointer($0.pointer) }, activation == .rectifier(slope: 0),
        memory.seen(output, as: shapes.output, in: memory.activations), scratch, channels)
    }
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    if masksItself { memory.maskGradient(of: output, activation) }
    let weights = packedBackwards()
    forEachPart(memory, of: conv.in_channels, dividing: divides.backward) { channels, scratch in
      var conv = conv
      assay_conv_input_gradient_channels(
        memory.isa, &conv, memory.images, memory.seen(output, as: shapes.output, in: memory.gradients),
        weights.pointer, memory.seen(inputs[0], as: shapes.input, in: memory.gradients), scratch, channels)
    }
  }

  /// Shares the channels of the result among the slice's threads, each with its own scratch memory.
  private func forEachPart(
    _ memory: PlanMemory, of channels: Int, dividing: Bool,
    _ body: @Sendable (assay_channels, UnsafeMutablePointer<Float>) -> Void
  ) {
    memory.forEachPart(of: channels, operations: dividing ? memory.images * multiplyAdds : 0) { part, index in
      body(assay_channels(first: part.lowerBound, count: part.count), memory.scratch(ofPart: index))
    }
  }

  /// The weights packed for the backward pass, from those for the forward pass when a gradient is first wanted.
  private func packedBackwards() -> TensorStorage {
    backwardWeights.value {
      var conv = conv
      let packed = TensorStorage(count: assay_conv_input_gradient_packed_count(&conv))
      withScratch(assay_conv_repack_scratch_count(&conv)) { scratch in
        assay_conv_repack_input_gradient(packed.pointer, forwardWeights.pointer, &conv, scratch)
      }
      StoragePool.shared.drain()
      return packed
    }
  }
}

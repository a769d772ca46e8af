import AssayTensor
import CAssayKernels

/// A convolution with packed weights, its bias and possibly a rectifier.
struct ConvolutionStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  private let conv: assay_conv
  private let forwardWeights: TensorStorage
  private let backwardWeights: TensorStorage
  private let bias: TensorStorage?
  private let activation: FusedActivation
  private let masksItself: Bool

  /// Makes a step; `masksItself` is false where the step behind applies the rectifier's derivative.
  init(
    input: PlanValue, output: PlanValue, conv: assay_conv, weight: Tensor, bias: Tensor?, activation: FusedActivation,
    masksItself: Bool
  ) {
    inputs = [input]
    self.output = output
    self.conv = conv
    var conv = conv
    forwardWeights = TensorStorage(count: assay_conv_forward_packed_count(&conv))
    assay_conv_pack_forward(forwardWeights.pointer, weight.pointer, &conv)
    backwardWeights = TensorStorage(count: assay_conv_input_gradient_packed_count(&conv))
    assay_conv_pack_input_gradient(backwardWeights.pointer, weight.pointer, &conv)
    self.bias = bias?.storage
    self.activation = activation
    self.masksItself = masksItself
  }

  var scratchCount: Int {
    var conv = conv
    return max(assay_conv_forward_scratch_count(&conv, true), assay_conv_input_gradient_scratch_count(&conv))
  }

  func forward(_ memory: PlanMemory) {
    var conv = conv
    assay_conv_forward(
      memory.isa, &conv, memory.images, memory.activation(inputs[0]), true, forwardWeights.pointer,
      bias.map { UnsafePointer($0.pointer) }, activation == .rectifier(slope: 0), memory.activation(output),
      memory.scratch)
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    var conv = conv
    if masksItself { memory.maskGradient(of: output, activation) }
    assay_conv_input_gradient(
      memory.isa, &conv, memory.images, memory.gradient(output), backwardWeights.pointer, memory.gradient(inputs[0]),
      memory.scratch)
  }
}

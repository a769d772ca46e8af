import AssayTensor
import CAssayKernels

/// A convolution with packed weights, its bias and possibly a rectifier.
struct ConvolutionStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  private let conv: assay_conv
  private let forwardWeights: TensorStorage
  private let backwardWeights: TensorStorage
  private let bias: TensorStorage?
  private var rectifies = false
  private var masks = false

  init(input: PlanValue, output: PlanValue, conv: assay_conv, weight: Tensor, bias: Tensor?) {
    self.input = input
    self.output = output
    self.conv = conv
    var conv = conv
    forwardWeights = TensorStorage(count: assay_conv_forward_packed_count(&conv))
    assay_conv_pack_forward(forwardWeights.pointer, weight.pointer, &conv)
    backwardWeights = TensorStorage(count: assay_conv_input_gradient_packed_count(&conv))
    assay_conv_pack_input_gradient(backwardWeights.pointer, weight.pointer, &conv)
    self.bias = bias?.storage
  }

  var scratchCount: Int {
    var conv = conv
    return max(assay_conv_forward_scratch_count(&conv, true), assay_conv_input_gradient_scratch_count(&conv))
  }

  func forward(_ memory: PlanMemory) {
    var conv = conv
    assay_conv_forward(
      memory.isa, &conv, memory.images, memory.activation(input), true, forwardWeights.pointer,
      bias.map { UnsafePointer($0.pointer) }, rectifies, memory.activation(output), memory.scratch)
  }

  func backward(_ memory: PlanMemory) {
    var conv = conv
    if masks { memory.maskGradient(output) }
    assay_conv_input_gradient(
      memory.isa, &conv, memory.images, memory.gradient(output), backwardWeights.pointer, memory.gradient(input),
      memory.scratch)
  }

  func fusedWithReLU() -> (any PlanStep)? {
    guard !rectifies else { return nil }
    var copy = self
    copy.rectifies = true
    copy.masks = true
    return copy
  }

  func leavingReLUMaskToConsumer() -> (any PlanStep)? {
    guard masks else { return nil }
    var copy = self
    copy.masks = false
    return copy
  }
}

extension PlanMemory {
  /// Zeroes a value's gradient where its activation is not positive: the derivative of a rectifier.
  func maskGradient(_ value: PlanValue) {
    // Gradients lie in memory as activations do, margins included, so this is one pass.
    assay_binary_apply(
      ASSAY_MASK_POSITIVE, gradients[value.index], gradients[value.index], activations[value.index], floatCount(value))
  }
}

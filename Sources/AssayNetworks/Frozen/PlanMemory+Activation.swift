import CAssayKernels

extension PlanMemory {
  /// Applies to a value what the kernel that wrote it did not.
  ///
  /// A value lies in one piece, margins included, and a rectifier leaves their zeros.
  func finish(_ activation: FusedActivation, of value: PlanValue) {
    guard case .rectifier(let slope) = activation, slope != 0 else { return }
    assay_leaky_relu(activations[value.index], activations[value.index], slope, floatCount(value))
  }

  /// Multiplies a value's gradient by the derivative of the function that was applied to it.
  ///
  /// The sign of the result tells the derivative. Gradients lie in memory as activations do, so this is one pass.
  func maskGradient(of value: PlanValue, _ activation: FusedActivation) {
    guard case .rectifier(let slope) = activation else { return }
    let (gradient, result) = (gradients[value.index], activations[value.index])
    if slope == 0 {
      assay_binary_apply(ASSAY_MASK_POSITIVE, gradient, gradient, result, floatCount(value))
    } else {
      assay_leaky_relu_backward(gradient, gradient, result, slope, floatCount(value))
    }
  }
}

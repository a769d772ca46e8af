import AssayTensor
import CAssayKernels

extension PlanMemory {
  /// Applies to a value what the kernel that wrote it did not.
  ///
  /// A value lies in one piece, margins included, and a rectifier leaves their zeros.
  func finish(_ activation: FusedActivation, of value: PlanValue) {
    guard case .rectifier(let slope) = activation, slope != 0 else { return }
    var kernel = ActivationFunction.leakyReLU(slope: slope).kernel
    assay_activation_apply(&kernel, activations[value.index], activations[value.index], floatCount(value))
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
      var kernel = ActivationFunction.leakyReLU(slope: slope).kernel
      assay_activation_backward(&kernel, gradient, gradient, result, floatCount(value))
    }
  }
}

import AssayTensor

extension PlanOperation {
  /// The operation on batches of its inputs; differentiable, also at its weights where a gradient follows them.
  func apply(_ inputs: [Tensor], _ context: LayerContext) -> Tensor {
    switch self {
    case .convolution(let weight, let bias, let geometry): inputs[0].convolved(with: weight, bias: bias, geometry)
    case .linear(let weight, let bias): inputs[0].linear(weight: weight, bias: bias)
    case .affine(let scale, let shift): inputs[0].scaledByChannel(scale, plus: shift)
    case .activation(let function): function(inputs[0])
    case .maxPool(let geometry): inputs[0].maxPooled(geometry)
    case .averagePool(let geometry, let countsPadding):
      inputs[0].averagePooled(geometry, countsPadding: countsPadding)
    case .add: inputs.dropFirst().reduce(inputs[0]) { $0 + $1 }
    case .concatenate: .concatenatingChannels(inputs)
    case .scaleChannels: inputs[0] * inputs[1]
    case .flatten: inputs[0].flattened()
    case .layer(let layer): layer(inputs[0], context)
    case .function(let function): function(inputs)
    }
  }

  /// What the derivative at `inputs` makes of a gradient at the result; differentiable as the operation is.
  ///
  /// Linear operations need no forward pass for it.
  func pullback(_ upstream: Tensor, at inputs: [Tensor], _ context: LayerContext) -> [Tensor] {
    switch self {
    case .convolution(let weight, _, let geometry):
      [upstream.convolutionInputGradient(weight: weight, input: inputs[0].shape, geometry)]
    case .linear(let weight, _): [upstream.matrixProduct(weight)]
    case .affine(let scale, _): [upstream.scaledByChannel(scale)]
    case .add: inputs.map { _ in upstream }
    case .flatten: [upstream.reshaped(to: inputs[0].shape)]
    default: valueWithPullback(at: inputs) { apply($0, context) }.pullback(upstream)
    }
  }
}

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
    }
  }
}

import AssayTensor

/// Collects the steps of a frozen network while its layers are lowered.
public struct PlanBuilder {
  private let parameters: [String: Tensor]
  private(set) var values: [PlanBuffer] = []
  private(set) var steps: [any PlanStep] = []

  init(parameters: [String: Tensor]) {
    self.parameters = parameters
  }

  /// The parameter called `name`.
  func parameter(_ name: String) -> Tensor {
    LayerContext(parameters: parameters, mode: .evaluation).parameter(name)
  }

  /// The shape of one example of `value`.
  public func shape(of value: PlanValue) -> Shape { values[value.index].shape }

  /// A new value of `shape`.
  mutating func makeValue(_ shape: Shape) -> PlanValue {
    values.append(PlanBuffer(shape: shape))
    return PlanValue(index: values.count - 1)
  }

  mutating func appendConvolution(
    _ input: PlanValue, weight: Tensor, bias: Tensor?, geometry: ConvolutionGeometry, output shape: Shape
  ) throws -> PlanValue {
    let conv = geometry.kernel(input: values[input.index].shape.withOneExample, weight: weight.shape)
    values[input.index].pad(height: geometry.padding.height, width: geometry.padding.width)
    let output = makeValue(shape)
    steps.append(ConvolutionStep(input: input, output: output, conv: conv, weight: weight, bias: bias))
    return output
  }

  mutating func appendLinear(_ input: PlanValue, weight: Tensor, bias: Tensor?) -> PlanValue {
    let input = contiguous(input)
    let output = makeValue([weight.shape[0]])
    let layout = values[input.index].shape
    let stored = weight.reorderedForStorage(of: values[input.index].layout ?? layout)
    steps.append(LinearStep(input: input, output: output, weight: stored, bias: bias))
    return output
  }

  mutating func appendReLU(_ input: PlanValue) -> PlanValue {
    if let last = steps.indices.last, steps[last].output == input, let fused = steps[last].fusedWithReLU() {
      steps[last] = fused
      return input
    }
    let output = makeValue(values[input.index].shape)
    values[output.index].layout = values[input.index].layout
    steps.append(ReLUStep(input: input, output: output))
    return output
  }

  mutating func appendMaxPool(_ input: PlanValue, _ geometry: PoolingGeometry, output shape: Shape) -> PlanValue {
    let image = values[input.index].shape
    let pool = geometry.kernel(channels: image[0], height: image[1], width: image[2])
    let output = makeValue(shape)
    // With a rectifier right before it, the backward of both is one pass over the activations.
    if geometry.tiles, let last = steps.indices.last, steps[last].output == input,
      let deferred = steps[last].leavingReLUMaskToConsumer()
    {
      steps[last] = deferred
      steps.append(MaxPoolStep(input: input, output: output, pool: pool, masksReLU: true))
    } else {
      steps.append(MaxPoolStep(input: input, output: output, pool: pool, masksReLU: false))
    }
    return output
  }

  mutating func appendAveragePool(_ input: PlanValue, _ geometry: PoolingGeometry, output shape: Shape) -> PlanValue {
    let image = values[input.index].shape
    let pool = geometry.kernel(channels: image[0], height: image[1], width: image[2])
    let output = makeValue(shape)
    steps.append(AveragePoolStep(input: input, output: output, pool: pool))
    return output
  }

  mutating func appendFlatten(_ input: PlanValue) -> PlanValue {
    let image = values[input.index].shape
    guard image.rank == 3 else { return input }
    let contiguous = contiguous(input)
    let output = makeValue([image.count])
    values[output.index].layout = image
    steps.append(ViewStep(input: contiguous, output: output))
    return output
  }

  mutating func appendDifferentiable(_ layer: any Layer, _ input: PlanValue) throws -> PlanValue {
    let input = planar(input)
    let output = makeValue(try layer.outputShape(for: values[input.index].shape))
    steps.append(
      DifferentiableStep(
        input: input, output: output, layer: layer, context: LayerContext(parameters: parameters, mode: .evaluation)))
    return output
  }

  /// `value` without padding around its images, copying it if a convolution wanted some.
  private mutating func contiguous(_ value: PlanValue) -> PlanValue {
    guard values[value.index].isPadded else { return value }
    let copy = makeValue(values[value.index].shape)
    values[copy.index].layout = values[value.index].layout
    steps.append(CopyStep(input: value, output: copy))
    return copy
  }

  /// `value` as tensors are stored: no padding, and features in their own order.
  private mutating func planar(_ value: PlanValue) -> PlanValue {
    let value = contiguous(value)
    guard let layout = values[value.index].layout, layout[0] > 1, layout[1] * layout[2] > 1 else { return value }
    let ordered = makeValue(values[value.index].shape)
    steps.append(FeatureOrderStep(input: value, output: ordered, image: layout))
    return ordered
  }

  /// The value in the order in which callers read it, and the finished plan's steps.
  mutating func finish(_ output: PlanValue) -> PlanValue { planar(output) }
}

extension Shape {
  /// The shape of a batch with a single example of this shape.
  var withOneExample: Shape { Shape([1] + dimensions) }
}

extension Tensor {
  /// Weights out×(C·H·W) with columns put into the order H·W·C in which images are stored.
  fileprivate func reorderedForStorage(of layout: Shape) -> Tensor {
    guard layout.rank == 3 else { return self }
    // A batch of out images C×H×W is stored exactly as wanted.
    let images = reshaped(to: Shape([shape[0]] + layout.dimensions))
    return Tensor(shape: shape) { $0.update(from: images.pointer, count: count) }
  }
}

import AssayTensor
import CAssayKernels

/// Lays a plan out in memory and turns its nodes into steps.
struct PlanCompiler {
  private(set) var buffers: [PlanBuffer]
  private(set) var steps: [any PlanStep] = []
  /// The rectified convolutions whose only reader is a pooling that tiles them: then one pass does the backward of both.
  private let maskedByPooling: Set<PlanValue>
  private let context: LayerContext

  init(_ network: LoweredNetwork) {
    let nodes = network.nodes
    context = network.context
    buffers = network.shapes.map(PlanBuffer.init)
    maskedByPooling = Self.valuesMaskedByPooling(nodes, outputs: network.outputs)
    for node in nodes {
      guard case .convolution(_, _, let geometry) = node.operation else { continue }
      buffers[node.inputs[0].index].pad(height: geometry.padding.height, width: geometry.padding.width)
    }
  }

  /// Appends the steps of the next node. Weights that nobody else holds are let go, or packed where they lie.
  mutating func compile(_ node: inout PlanNode) {
    let (inputs, output, activation) = (node.inputs, node.output, node.activation)
    let input = inputs[0]
    if var linear = node.takeLinear() {
      let features = withoutMargin(input)
      steps.append(
        LinearStep(
          input: features, output: output, taking: &linear.weight, image: buffers[features.index].layout,
          bias: linear.bias, activation: activation))
      return
    }
    switch node.operation {
    case .convolution(let weight, let bias, let geometry):
      let conv = geometry.kernel(input: Shape([1] + buffers[input.index].shape.dimensions), weight: weight.shape)
      steps.append(
        ConvolutionStep(
          input: input, output: output, conv: conv, weight: weight, bias: bias, activation: activation,
          masksItself: !maskedByPooling.contains(output)))
    case .linear: break
    case .maxPool(let geometry):
      steps.append(
        MaxPoolStep(
          input: input, output: output, pool: buffers[input.index].pool(geometry),
          masksReLU: maskedByPooling.contains(input)))
    case .averagePool(let geometry, let countsPadding):
      steps.append(
        AveragePoolStep(
          input: input, output: output, pool: buffers[input.index].pool(geometry), countsPadding: countsPadding))
    case .add:
      steps.append(AddStep(inputs: distinct(inputs), output: output, activation: activation))
    case .concatenate:
      steps.append(ConcatenateStep(inputs: distinct(inputs), output: output))
    case .scaleChannels:
      steps.append(ScaleChannelsStep(inputs: inputs, output: output))
    case .affine(let scale, let shift):
      steps.append(
        AffineStep(input: input, output: output, scale: scale, shift: shift, activation: activation))
    case .activation(let function):
      buffers[output.index].layout = buffers[input.index].layout
      steps.append(ActivationStep(input: input, output: output, function: function))
    case .flatten:
      let image = withoutMargin(input)
      buffers[output.index].layout = buffers[image.index].layout ?? buffers[image.index].shape
      steps.append(CopyStep(input: image, output: output))
    case .layer(let layer):
      let context = context
      steps.append(DifferentiableStep(inputs: [inOwnOrder(input)], output: output) { layer($0[0], context) })
    case .function(let function):
      steps.append(
        DifferentiableStep(inputs: distinct(inputs.map { inOwnOrder($0) }), output: output) { function($0) })
    }
  }

  /// Values that hold the outputs, each apart and in the order in which callers read it.
  mutating func readable(_ outputs: [PlanValue]) -> [PlanValue] { distinct(outputs.map { inOwnOrder($0) }) }

  private static func valuesMaskedByPooling(_ nodes: [PlanNode], outputs: [PlanValue]) -> Set<PlanValue> {
    var readers: [PlanValue: [Int]] = [:]
    for (index, node) in nodes.enumerated() { for input in node.inputs { readers[input, default: []].append(index) } }
    let masked = nodes.filter { node in
      guard case .convolution = node.operation, node.activation == .rectifier(slope: 0),
        !outputs.contains(node.output), let reader = readers[node.output], reader.count == 1,
        case .maxPool(let geometry) = nodes[reader[0]].operation
      else { return false }
      return geometry.tiles
    }
    return Set(masked.map(\.output))
  }

  /// `value` without a margin of zeros, copied if a convolution wanted one.
  private mutating func withoutMargin(_ value: PlanValue) -> PlanValue {
    guard buffers[value.index].isPadded else { return value }
    let copy = makeBuffer(like: value)
    buffers[copy.index].layout = buffers[value.index].layout
    steps.append(CopyStep(input: value, output: copy))
    return copy
  }

  /// `value` as tensors are stored: no margin, and the features of a flattened image in the image's row-major order.
  private mutating func inOwnOrder(_ value: PlanValue) -> PlanValue {
    let value = withoutMargin(value)
    guard let layout = buffers[value.index].layout, layout[0] > 1, layout[1] * layout[2] > 1 else { return value }
    let ordered = makeBuffer(like: value)
    steps.append(FeatureOrderStep(input: value, output: ordered, image: layout))
    return ordered
  }

  /// The values with copies in the place of repetitions, so that each has a gradient of its own.
  private mutating func distinct(_ values: [PlanValue]) -> [PlanValue] {
    var seen: Set<PlanValue> = []
    return values.map { value in
      if seen.insert(value).inserted { return value }
      let copy = makeBuffer(like: value)
      steps.append(CopyStep(input: value, output: copy))
      return copy
    }
  }

  private mutating func makeBuffer(like value: PlanValue) -> PlanValue {
    buffers.append(PlanBuffer(shape: buffers[value.index].shape))
    return PlanValue(index: buffers.count - 1)
  }
}

extension PlanBuffer {
  /// The kernels' description of pooling this value.
  fileprivate func pool(_ geometry: PoolingGeometry) -> assay_pool {
    geometry.kernel(channels: channels, height: height, width: width)
  }
}

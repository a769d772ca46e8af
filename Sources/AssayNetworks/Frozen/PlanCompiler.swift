import AssayTensor
import CAssayKernels

/// Lays a plan out in memory and turns its nodes into steps.
struct PlanCompiler {
  private(set) var buffers: [PlanBuffer]
  private(set) var steps: [any PlanStep] = []
  private let nodes: [PlanNode]
  private let outputs: [PlanValue]
  private let readers: [PlanValue: [Int]]
  private let context: LayerContext

  init(_ nodes: [PlanNode], shapes: [Shape], outputs: [PlanValue], context: LayerContext) {
    self.nodes = nodes
    self.outputs = outputs
    self.context = context
    buffers = shapes.map(PlanBuffer.init)
    var readers: [PlanValue: [Int]] = [:]
    for (index, node) in nodes.enumerated() { for input in node.inputs { readers[input, default: []].append(index) } }
    self.readers = readers
    for node in nodes {
      guard case .convolution(_, _, let geometry) = node.operation else { continue }
      buffers[node.inputs[0].index].pad(height: geometry.padding.height, width: geometry.padding.width)
    }
  }

  /// Compiles all nodes; the values that hold the outputs, each apart and in the order in which callers read it.
  mutating func compile() -> [PlanValue] {
    for node in nodes { compile(node) }
    return distinct(outputs.map { inOwnOrder($0) })
  }

  private mutating func compile(_ node: PlanNode) {
    let input = node.inputs[0]
    switch node.operation {
    case .convolution(let weight, let bias, let geometry):
      let conv = geometry.kernel(input: Shape([1] + buffers[input.index].shape.dimensions), weight: weight.shape)
      steps.append(
        ConvolutionStep(
          input: input, output: node.output, conv: conv, weight: weight, bias: bias, activation: node.activation,
          masksItself: !isMaskedByPooling(node)))
    case .linear(let weight, let bias):
      let features = withoutMargin(input)
      let stored = weight.reorderedForStorage(of: buffers[features.index].layout)
      steps.append(
        LinearStep(input: features, output: node.output, weight: stored, bias: bias, activation: node.activation))
    case .maxPool(let geometry):
      steps.append(
        MaxPoolStep(
          input: input, output: node.output, pool: buffers[input.index].pool(geometry),
          masksReLU: producer(of: input).map(isMaskedByPooling) ?? false))
    case .averagePool(let geometry, let countsPadding):
      steps.append(
        AveragePoolStep(
          input: input, output: node.output, pool: buffers[input.index].pool(geometry), countsPadding: countsPadding))
    case .add:
      steps.append(AddStep(inputs: distinct(node.inputs), output: node.output, activation: node.activation))
    case .concatenate:
      steps.append(ConcatenateStep(inputs: distinct(node.inputs), output: node.output))
    case .scaleChannels:
      steps.append(ScaleChannelsStep(inputs: node.inputs, output: node.output))
    case .affine(let scale, let shift):
      steps.append(
        AffineStep(input: input, output: node.output, scale: scale, shift: shift, activation: node.activation))
    case .activation(let function):
      buffers[node.output.index].layout = buffers[input.index].layout
      steps.append(ActivationStep(input: input, output: node.output, function: function))
    case .flatten:
      let image = withoutMargin(input)
      buffers[node.output.index].layout = buffers[image.index].layout ?? buffers[image.index].shape
      steps.append(CopyStep(input: image, output: node.output))
    case .layer(let layer):
      steps.append(
        DifferentiableStep(input: inOwnOrder(input), output: node.output, layer: layer, context: context))
    }
  }

  private func producer(of value: PlanValue) -> PlanNode? { nodes.first { $0.output == value } }

  /// Whether a rectified convolution's only reader is a pooling that tiles it, and the caller none: then one pass does the backward of both.
  private func isMaskedByPooling(_ node: PlanNode) -> Bool {
    guard case .convolution = node.operation, node.activation == .rectifier(slope: 0),
      !outputs.contains(node.output), let reader = readers[node.output], reader.count == 1,
      case .maxPool(let geometry) = nodes[reader[0]].operation
    else { return false }
    return geometry.tiles
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

extension Tensor {
  /// Weights out×(C·H·W) with columns put into the order H·W·C in which an image of shape `layout` is stored.
  fileprivate func reorderedForStorage(of layout: Shape?) -> Tensor {
    guard let layout else { return self }
    // A batch of out images C×H×W is stored exactly as wanted.
    let images = reshaped(to: Shape([shape[0]] + layout.dimensions))
    return Tensor(shape: shape) { $0.update(from: images.pointer, count: count) }
  }
}

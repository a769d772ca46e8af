import AssayTensor
import CAssayKernels

/// Lays a plan out in memory and turns its nodes into steps.
struct PlanCompiler {
  private(set) var buffers: [PlanBuffer]
  private(set) var steps: [any PlanStep] = []
  /// The rectified convolutions whose only reader is a pooling that tiles them: then one pass does the backward of both.
  private let maskedByPooling: Set<PlanValue>
  private let context: LayerContext
  /// The shapes in which callers read the outputs.
  private let outputShapes: [Shape]
  /// Copies without margins that were made, which serve all readers.
  private var copies: [PlanValue: PlanValue] = [:]

  init(_ network: LoweredNetwork) {
    let nodes = network.nodes
    context = network.context
    buffers = network.shapes.map(PlanBuffer.init)
    maskedByPooling = Self.valuesMaskedByPooling(nodes, outputs: network.outputs)
    outputShapes = network.outputShapes
    for node in nodes {
      guard case .convolution(_, _, let geometry) = node.operation,
        buffers[node.inputs[0].index].shape == node.inputShapes[0]
      else { continue }
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
      let (source, shape) = convolved(node, weight, geometry)
      let conv = geometry.kernel(input: Shape([1] + shape.dimensions), weight: weight.shape)
      steps.append(
        ConvolutionStep(
          input: source, output: output, conv: conv, weight: weight, bias: bias, activation: activation,
          masksItself: !maskedByPooling.contains(output)))
    case .linear: break
    case .maxPool(let geometry):
      let image = image(input, as: node.inputShapes[0])
      steps.append(
        MaxPoolStep(
          input: image, output: output, pool: buffers[image.index].pool(geometry),
          masksReLU: maskedByPooling.contains(input)))
    case .averagePool(let geometry, let countsPadding):
      let image = image(input, as: node.inputShapes[0])
      steps.append(
        AveragePoolStep(
          input: image, output: output, pool: buffers[image.index].pool(geometry), countsPadding: countsPadding))
    case .add:
      steps.append(
        AddStep(inputs: distinct(inputs.map { fitting($0, output) }), output: output, activation: activation))
    case .concatenate:
      steps.append(
        ConcatenateStep(
          inputs: distinct(zip(inputs, node.inputShapes).map { image($0, as: $1) }), output: output))
    case .scaleChannels:
      steps.append(
        ScaleChannelsStep(inputs: zip(inputs, node.inputShapes).map { image($0, as: $1) }, output: output))
    case .affine(let scale, let shift):
      steps.append(
        AffineStep(input: fitting(input, output), output: output, scale: scale, shift: shift, activation: activation))
    case .activation(let function):
      let source = buffers[input.index].layout == nil ? fitting(input, output) : input
      buffers[output.index].layout = buffers[input.index].layout
      steps.append(ActivationStep(input: source, output: output, function: function))
    case .flatten:
      let image = image(withoutMargin(input), as: node.inputShapes[0])
      buffers[output.index].layout = buffers[image.index].layout ?? buffers[image.index].shape
      steps.append(CopyStep(input: image, output: output))
    case .layer(let layer):
      let context = context
      steps.append(
        DifferentiableStep(inputs: [inOwnOrder(input)], inputShapes: node.inputShapes, output: output) {
          layer($0[0], context)
        })
    case .function(let function): compile(function, node)
    }
  }

  /// Appends the steps of a function: those of its kernel, or one that calls it.
  private mutating func compile(_ function: GraphFunction, _ node: PlanNode) {
    let inputs = node.inputs.map { inOwnOrder($0) }
    let output = node.output
    switch function.kernel {
    case .rearrangement(let rearrangement):
      let target = unpadded(output)
      steps.append(RearrangementStep(input: inputs[0], output: target, rearrangement: rearrangement))
      copyBack(target, output)
    case .products(let products):
      let target = unpadded(output)
      steps.append(ProductsStep(inputs: distinct(inputs), output: target, products: products))
      copyBack(target, output)
    case .softmax(let columns):
      let target = unpadded(output)
      steps.append(RowsStep(input: inputs[0], output: target, columns: columns, function: .softmax))
      copyBack(target, output)
    case .standardization(let epsilon, let scale, let shift):
      let target = unpadded(output)
      steps.append(
        RowsStep(
          input: inputs[0], output: target, columns: scale.count,
          function: .standardization(epsilon: epsilon, scale: scale, shift: shift)))
      copyBack(target, output)
    case .activation(let kernel):
      let input = node.inputs[0]
      let source = buffers[input.index].layout == nil ? fitting(input, output) : input
      buffers[output.index].layout = buffers[input.index].layout
      steps.append(ActivationStep(input: source, output: output, function: kernel))
    case .rowProduct, .rowAffine, nil:
      steps.append(
        DifferentiableStep(inputs: distinct(inputs), inputShapes: node.inputShapes, output: output) { function($0) })
    }
  }

  /// Values that hold the outputs, each apart and in the order in which callers read it.
  mutating func readable(_ outputs: [PlanValue]) -> [PlanValue] {
    distinct(zip(outputs, outputShapes).map { value, shape in image(inOwnOrder(value), as: shape) })
  }

  /// What a convolution reads, and the shape in which it sees that.
  ///
  /// A 1×1 convolution on a line of pixels takes them as the rows of an image where either side lies within a margin.
  private mutating func convolved(
    _ node: PlanNode, _ weight: Tensor, _ geometry: ConvolutionGeometry
  ) -> (value: PlanValue, shape: Shape) {
    let (input, shape) = (node.inputs[0], node.inputShapes[0])
    if weight.shape[2] * weight.shape[3] == 1, geometry == ConvolutionGeometry() {
      let images = [input, node.output].filter { buffers[$0.index].isPadded }.map { buffers[$0.index].shape }
      if let image = images.first, images.allSatisfy({ $0.dimensions.dropFirst() == image.dimensions.dropFirst() }),
        image[1] * image[2] == shape[1] * shape[2]
      {
        return (input, [shape[0], image[1], image[2]])
      }
    }
    if buffers[input.index].shape == shape { return (input, shape) }
    // Without padding of its own the convolution can see the value in its shape wherever it lies.
    let source = inOwnOrder(input)
    if geometry.padding == (0, 0) { return (source, shape) }
    let image = makeBuffer(shape)
    buffers[image.index].pad(height: geometry.padding.height, width: geometry.padding.width)
    steps.append(CopyStep(input: source, output: image))
    return (image, shape)
  }

  /// `value` in a buffer of the given shape.
  private mutating func image(_ value: PlanValue, as shape: Shape) -> PlanValue {
    if buffers[value.index].shape == shape { return value }
    let source = inOwnOrder(value)
    let image = makeBuffer(shape)
    steps.append(CopyStep(input: source, output: image))
    return image
  }

  /// `value` such that it can be seen in the shape of `other`.
  private mutating func fitting(_ value: PlanValue, _ other: PlanValue) -> PlanValue {
    buffers[value.index].shape == buffers[other.index].shape && buffers[value.index].layout == nil
      ? value : inOwnOrder(value)
  }

  /// Where a step writes that knows no margins: the value itself, or a place from which ``copyBack(_:_:)`` copies.
  private mutating func unpadded(_ value: PlanValue) -> PlanValue {
    buffers[value.index].isPadded ? makeBuffer(buffers[value.index].shape) : value
  }

  private mutating func copyBack(_ made: PlanValue, _ value: PlanValue) {
    if made != value { steps.append(CopyStep(input: made, output: value)) }
  }

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
    if let copy = copies[value] { return copy }
    let copy = makeBuffer(buffers[value.index].shape)
    steps.append(CopyStep(input: value, output: copy))
    copies[value] = copy
    return copy
  }

  /// `value` as tensors are stored: no margin, and the features of a flattened image in the image's row-major order.
  private mutating func inOwnOrder(_ value: PlanValue) -> PlanValue {
    let value = withoutMargin(value)
    guard let layout = buffers[value.index].layout, layout[0] > 1, layout[1] * layout[2] > 1 else { return value }
    let ordered = makeBuffer(buffers[value.index].shape)
    steps.append(FeatureOrderStep(input: value, output: ordered, image: layout))
    return ordered
  }

  /// The values with copies in the place of repetitions, so that each has a gradient of its own.
  private mutating func distinct(_ values: [PlanValue]) -> [PlanValue] {
    var seen: Set<PlanValue> = []
    return values.map { value in
      if seen.insert(value).inserted { return value }
      let copy = makeBuffer(buffers[value.index].shape)
      steps.append(CopyStep(input: value, output: copy))
      return copy
    }
  }

  private mutating func makeBuffer(_ shape: Shape) -> PlanValue {
    buffers.append(PlanBuffer(shape: shape))
    return PlanValue(index: buffers.count - 1)
  }
}

extension PlanBuffer {
  /// The kernels' description of pooling this value.
  fileprivate func pool(_ geometry: PoolingGeometry) -> assay_pool {
    geometry.kernel(channels: channels, height: height, width: width)
  }
}

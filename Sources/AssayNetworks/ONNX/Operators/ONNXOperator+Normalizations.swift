import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Normalisations.
  static let normalizations = [
    ONNXOperator("BatchNormalization", takesExamples: true) { importer, node in
      try importer.readBatchNormalization(node)
    },
    ONNXOperator("InstanceNormalization", takesExamples: true) { importer, node in
      let (_, example) = try importer.examples(node, 0)
      try importer.readGroupNormalization(node, example, groups: example[0], isByGroup: false)
    },
    ONNXOperator("GroupNormalization", takesExamples: true) { importer, node in
      let (_, example) = try importer.examples(node, 0)
      guard let groups = node.attributes["num_groups"]?.integer, groups > 0, example[0] % groups == 0 else {
        throw AssayError(
          .malformedData, "ONNX: channels that do not divide into groups", expected: "num_groups",
          found: "\(example)")
      }
      // Before version 21 there was a factor for each group, from then on for each channel.
      try importer.readGroupNormalization(node, example, groups: groups, isByGroup: importer.version(of: node) < 21)
    },
    ONNXOperator("LRN", takesExamples: true) { importer, node in
      let (number, images) = try importer.images(node, 0)
      guard let size = node.attributes["size"]?.integer, 1...(1 << 20) ~= size else {
        throw AssayError(.malformedData, "ONNX: a normalisation over no channels", expected: "size")
      }
      let layer = LocalResponseNorm(
        size, alpha: node.attributes["alpha"]?.float ?? 1e-4, beta: node.attributes["beta"]?.float ?? 0.75,
        k: node.attributes["bias"]?.float ?? 1)
      try importer.append(node, [number], shape: BatchShape(example: images.dimensions)) { _ in .layer(layer) }
    },
    ONNXOperator("LayerNormalization") { importer, node in try importer.readLayerNormalization(node) },
    ONNXOperator("RMSNormalization") { importer, node in
      let axes = try importer.normalizedAxes(node)
      let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
      try importer.appendFunction(
        node, of: importer.inputs(of: node), shape: importer.required(node, 0).shape
      ) { parts in
        let power = (parts[0].squared().mean(axes: axes, keepingAxes: true) + epsilon).squareRoot()
        return parts[0] / power.broadcast(to: parts[0].shape) * parts[1].broadcast(to: parts[0].shape)
      }
    },
    ONNXOperator("MeanVarianceNormalization") { importer, node in
      let operand = try importer.required(node, 0)
      let axes = try importer.axes(node.attributes["axes"]?.integers ?? [0, 2, 3], of: operand.shape)
      try importer.appendFunction(node, of: [(node.inputs[0], operand)], shape: operand.shape) { parts in
        let centred = parts[0] - parts[0].mean(axes: axes, keepingAxes: true).broadcast(to: parts[0].shape)
        let deviation = centred.squared().mean(axes: axes, keepingAxes: true).squareRootWithoutPole() + 1e-9
        return centred / deviation.broadcast(to: centred.shape)
      }
    },
    ONNXOperator("LpNormalization") { importer, node in
      let operand = try importer.required(node, 0)
      let axes = try importer.axes([node.attributes["axis"]?.integer ?? -1], of: operand.shape)
      let power = node.attributes["p"]?.integer ?? 2
      guard power == 1 || power == 2 else {
        throw AssayError(.unsupported, "ONNX: a norm that is not read", expected: "p 1 or 2", found: "\(power)")
      }
      try importer.appendFunction(node, of: [(node.inputs[0], operand)], shape: operand.shape) { parts in
        let x = parts[0]
        let norm =
          power == 1 ? x.l1Norm(axes: axes, keepingAxes: true) : x.l2Norm(axes: axes, keepingAxes: true)
        // Of nothing but zeros nothing but zeros.
        return x / norm.clamped(.leastNormalMagnitude, .infinity).broadcast(to: x.shape)
      }
    },
  ]
}

extension ONNXImporter {
  /// The axes that a node names, none twice and none of them that of the images.
  fileprivate func axes(_ given: [Int], of shape: BatchShape) throws -> [Int] {
    let axes = try given.map { try shape.checkedAxis($0) }
    guard Set(axes).count == axes.count else {
      throw AssayError(.malformedData, "ONNX: an axis twice", found: "\(given)")
    }
    guard !axes.contains(where: { shape.extents[$0].hasBatch }) else { throw mixing(shape) }
    return axes
  }

  /// The axes from one to the last, which a factor (and a summand) for each number must fit.
  fileprivate func normalizedAxes(_ node: ONNXNode) throws -> [Int] {
    let shape = try required(node, 0).shape
    let axis = try shape.checkedAxis(node.attributes["axis"]?.integer ?? -1)
    let inner = Array(shape.extents[axis...])
    guard !inner.contains(where: \.hasBatch) else { throw mixing(shape) }
    for index in 1..<max(2, node.inputs.count) where index == 1 || !node.inputs[index].isEmpty {
      let part = try required(node, index).shape
      guard BatchShape(inner).broadcast(with: part)?.extents == inner else {
        throw AssayError(
          .malformedData, "ONNX: a normalisation's weights do not fit", expected: "\(BatchShape(inner))",
          found: "\(part)")
      }
    }
    return Array(axis..<shape.rank)
  }

  fileprivate mutating func readLayerNormalization(_ node: ONNXNode) throws {
    let operand = try required(node, 0)
    let (shape, axes) = (operand.shape, try normalizedAxes(node))
    let areConstant = try inputs(of: node).dropFirst().allSatisfy { $0.operand.constant.map { $0.count > 1 } ?? false }
    let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
    @Sendable func centred(_ x: Tensor) -> Tensor {
      x - x.mean(axes: axes, keepingAxes: true).broadcast(to: x.shape)
    }
    @Sendable func deviation(_ centred: Tensor) -> Tensor {
      (centred.squared().mean(axes: axes, keepingAxes: true) + epsilon).squareRoot()
    }
    // A row of places, each with a factor and a summand of its own.
    let columns = axes == [shape.rank - 1] ? shape.columns : nil
    let names = node.inputs.dropFirst().filter { !$0.isEmpty }
    try appendFunction(
      node, of: inputs(of: node), shape: shape,
      kernel: { parameter in
        guard let columns, columns > 1, areConstant else { return nil }
        let parts = names.map { parameter($0) }
        guard parts.allSatisfy({ $0.shape == [columns] }) else { return nil }
        return .standardization(
          epsilon: epsilon, scale: parts[0], shift: parts.count > 1 ? parts[1] : .zeros([columns]))
      }
    ) { parts in
      let centred = centred(parts[0])
      let result = centred / deviation(centred).broadcast(to: centred.shape) * parts[1].broadcast(to: centred.shape)
      return parts.count > 2 ? result + parts[2].broadcast(to: result.shape) : result
    }
    let moments = BatchShape(shape.extents.indices.map { axes.contains($0) ? .fixed(1) : shape.extents[$0] })
    let input = [(name: node.inputs[0], operand: operand)]
    if node.outputs.count > 1, !node.outputs[1].isEmpty {
      try appendFunction(node, output: 1, of: input, shape: moments, form: .linear) {
        $0[0].mean(axes: axes, keepingAxes: true)
      }
    }
    if node.outputs.count > 2, !node.outputs[2].isEmpty {
      try appendFunction(node, output: 2, of: input, shape: moments) { deviation(centred($0[0])).reciprocal() }
    }
  }

  /// Normalisation over groups of channels and all pixels of each image, with a factor and a summand for each channel or group.
  fileprivate mutating func readGroupNormalization(
    _ node: ONNXNode, _ example: [Int], groups: Int, isByGroup: Bool
  ) throws {
    let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
    let channels = example[0]
    let count = isByGroup ? groups : channels
    for index in 1...2 where try required(node, index).shape != BatchShape(fixed: [count]) {
      throw AssayError(
        .malformedData, "ONNX: a normalisation's weights do not fit", expected: "\(count)",
        found: "\(try required(node, index).shape)")
    }
    try appendFunction(node, of: inputs(of: node), shape: BatchShape(example: example)) { parts in
      @Sendable func byChannel(_ weights: Tensor) -> Tensor {
        guard isByGroup else { return weights }
        return weights.reshaped(to: [groups, 1]).broadcast(to: [groups, channels / groups]).reshaped(to: [channels])
      }
      let images = parts[0].reshaped(to: [parts[0].shape[0], channels, example[1...].reduce(1, *), 1])
      return images.groupNormalized(
        groups: groups, weight: byChannel(parts[1]), bias: byChannel(parts[2]), epsilon: epsilon
      ).reshaped(to: parts[0].shape)
    }
  }

  /// Normalises a constant by its own statistics, as networks with standardised weights do; false where that is not asked.
  mutating func foldOwnStatistics(_ node: ONNXNode) throws -> Bool {
    guard node.operation == "BatchNormalization", version(of: node) >= 14,
      node.attributes["training_mode"]?.integer ?? 0 != 0, let constant = try constant(node, 0),
      constant.shape.count >= 2, let numbers = try floats(node, 0), let scale = try floats(node, 1),
      let shift = try floats(node, 2)
    else { return false }
    let (channels, pixels) = (constant.shape[1], BatchShape.product(Array(constant.shape[2...])))
    guard scale.count == channels, shift.count == channels, !numbers.isEmpty, numbers.count == constant.count else {
      throw AssayError(
        .malformedData, "ONNX: batch normalisation does not fit its input", expected: "\(channels) channels",
        found: "\(scale.count) and \(shift.count)")
    }
    let epsilon = Double(node.attributes["epsilon"]?.float ?? 1e-5)
    var result = numbers
    for channel in 0..<channels {
      let places = (0..<constant.shape[0]).flatMap { row -> Range<Int> in
        let first = (row * channels + channel) * pixels
        return first..<first + pixels
      }
      let count = Double(places.count)
      let mean = places.reduce(0) { $0 + Double(numbers[$1]) } / count
      let deviations = places.map { Double(numbers[$0]) - mean }
      let variance = deviations.reduce(0) { $0 + $1 * $1 } / count
      let factor = Double(scale[channel]) / (variance + epsilon).squareRoot()
      for (place, deviation) in zip(places, deviations) {
        result[place] = Float(deviation * factor + Double(shift[channel]))
      }
    }
    write(.constant(ONNXConstant(shape: constant.shape, .floats(result))), to: node)
    return true
  }

  fileprivate mutating func readBatchNormalization(_ node: ONNXNode) throws {
    let version = version(of: node)
    // Before version 14 a network in training wrote its statistics too.
    guard node.attributes["training_mode"]?.integer ?? 0 == 0,
      version >= 14 || node.outputs.dropFirst().allSatisfy(\.isEmpty)
    else { throw ONNXOperator.exportedInTraining }
    guard version >= 9 || node.attributes["spatial"]?.integer ?? 1 != 0 else {
      throw AssayError(.unsupported, "ONNX: batch normalisation is read by channels", expected: "spatial 1")
    }
    // Several rows an image, where a network has merged the two: each is normalised by its columns.
    let given = try value(node, 0)
    let hasRows = given.shape.rank == 2 && given.shape.example == nil && given.shape.batchAxis == 0
    let (number, shape) = hasRows ? given : try channels(node)
    let channels = shape.extents[1].factor
    let parts = try (1...4).map { try parameter(node, $0, role: $0 < 3 ? .weight : .statistic) }
    for part in parts where part.shape != [channels] {
      throw AssayError(
        .malformedData, "ONNX: batch normalisation does not fit its input", expected: "\(channels) channels",
        found: "“\(part.name)” \(part.shape)")
    }
    let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
    let names = parts.map(\.name)
    @Sendable func affine(_ parameter: (String) -> Tensor) -> (scale: Tensor, shift: Tensor) {
      let values = names.map { parameter($0) }
      let factor = values[0] / (values[3] + epsilon).squareRoot()
      return (factor, values[1] - values[2] * factor)
    }
    guard !hasRows, shape.rank == 4 || shape.rank == 2 else {
      let aligned = Shape([1, channels] + [Int](repeating: 1, count: shape.rank - 2))
      return _ = try append(node, [number], shape: shape) { parameter in
        let (scale, shift) = affine(parameter)
        let kernel: PlanKernel? = hasRows ? .rowAffine(scale: scale, shift: shift) : nil
        return .function(
          GraphFunction(node.operation, form: .linear, kernel: kernel) { values in
            let x = shape.batch(of: values[0])
            let result = x * scale.reshaped(to: aligned) + shift.reshaped(to: aligned)
            return shape.examples(of: result, count: values[0].shape[0])
          })
      }
    }
    try append(node, [number], shape: shape) { parameter in
      let (scale, shift) = affine(parameter)
      return .affine(scale: scale, shift: shift)
    }
  }

  /// The first input of `node` as examples of channels.
  private mutating func channels(_ node: ONNXNode) throws -> (number: Int, shape: BatchShape) {
    let (number, example) = try examples(node, 0)
    return (number, BatchShape(example: example))
  }
}

import AssayBase
import AssayTensor

/// Reads nodes through transpositions that are not computed: what a node does to a view is done to the value behind it.
extension ONNXImporter {
  /// Reads `node` where it makes a view or reads one; false where it must be read as it stands, now without views.
  mutating func readThroughViews(_ node: ONNXNode, _ known: ONNXOperator) throws -> Bool {
    guard node.domain.isEmpty else { return try compute(viewsReadBy: node) }
    switch node.operation {
    case "Transpose": if try readTransposition(node) { return true }
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": if try readReshaping(node, known) { return true }
    case "Shape", "Size": if try readShape(node, known) { return true }
    case "MatMul", "Gemm": if try readProduct(node) { return true }
    default: if try readByRule(node, known) { return true }
    }
    return try compute(viewsReadBy: node)
  }

  /// Computes the transposition behind the view called `name`, if it is one and that has not been done.
  mutating func compute(viewCalled name: String) throws {
    guard let view = views[name], operands[name] == nil else { return }
    let (order, isInOrder) = (view.order, view.isInOrder)
    // Features lie row by row; images whose channels are seen last lie as they are seen.
    let shape = view.isFlat ? BatchShape(view.shape.extents, isFlat: true) : view.shape
    let seen = BatchShape(view.seen.extents, isFlat: order != ONNXView.channelsFirst)
    let strides = order.map { shape.strides[$0] }
    let rearrangement =
      view.isFlat
      ? Rearrangement(
        extents: order.map { shape.extents[$0].factor }, strides: strides, sourceCount: shape.countPerExample)
      : shape.rearrangement(to: seen, strides: strides)
    let number = try appendStep(named: view.origin, [view.number], shape: seen.planShape) { _ in
      .function(
        GraphFunction("Transpose", form: .linear, kernel: .rearrangement(rearrangement)) { values in
          let count = values[0].shape[0]
          if isInOrder { return values[0].reshaped(to: Shape([count] + seen.planShape.dimensions)) }
          let moved = shape.batch(of: values[0]).permuted(order)
          return seen.examples(of: moved.reshaped(to: seen.shape(forBatchOf: count)), count: count)
        })
    }
    operands[name] = .value(number: number, shape: seen)
  }

  private mutating func compute(viewsReadBy node: ONNXNode) throws -> Bool {
    for name in node.inputs { try compute(viewCalled: name) }
    return false
  }

  // MARK: Operators that only look

  /// A transposition of images, which is not computed, or of a view, which may undo it.
  private mutating func readTransposition(_ node: ONNXNode) throws -> Bool {
    guard let name = node.inputs.first, let output = node.outputs.first, let view = try view(of: name, for: node),
      !view.isFlat
    else { return false }
    let order = node.attributes["perm"]?.integers ?? view.order.indices.reversed()
    guard order.sorted() == Array(view.order.indices) else { return false }
    let result = view.permuted(order)
    guard result.order.first == 0, views[name] != nil || result.order == ONNXView.channelsLast else { return false }
    set(result, as: output)
    return true
  }

  /// The view called `name`, or a view of images in the order they are computed in; nil for everything else.
  private func view(of name: String, for node: ONNXNode) throws -> ONNXView? {
    if let view = views[name] { return view }
    guard case .value(let number, let shape)? = operands[name], shape.example?.count == 3 else { return nil }
    return ONNXView(number: number, shape: shape, order: [0, 1, 2, 3], origin: node.layerName)
  }

  /// Says what an output is: a plain value where the view's order is the value's own.
  private mutating func set(_ view: ONNXView, as name: String) {
    if view.order == Array(view.order.indices), !view.isFlat {
      operands[name] = .value(number: view.number, shape: view.shape)
    } else {
      views[name] = view
    }
  }

  /// The extents of a view are those that it shows.
  private mutating func readShape(_ node: ONNXNode, _ known: ONNXOperator) throws -> Bool {
    guard let name = node.inputs.first, let view = views[name] else { return false }
    try reading([name: .value(number: view.number, shape: view.seen)]) { try known.read(&$0, node) }
    return true
  }

  // MARK: Other shapes

  /// Another shape of a view, or one that is seen with the channels last.
  private mutating func readReshaping(_ node: ONNXNode, _ known: ONNXOperator) throws -> Bool {
    guard let name = node.inputs.first, let output = node.outputs.first else { return false }
    guard let view = views[name] else { return try readPixels(node, known) }
    guard !view.isFlat else { return false }
    if view.isInOrder {
      // The numbers lie as they are seen: their shape as it is seen is a shape of the value.
      let seen = ONNXOperand.value(number: view.number, shape: view.seen)
      guard let target = try resultShape(of: node, known, seen) else { return false }
      let moved = pixelView(of: target)
      let shape = moved.map { BatchShape($0) } ?? target
      try appendReshape(node, .value(number: view.number, shape: view.shape), to: shape)
      try see(output, through: moved == nil ? nil : ONNXView.channelsLast, node)
      return true
    }
    let seen = ONNXOperand.value(number: view.number, shape: view.seen)
    guard view.shape.example?.count == 3, view.order.first == 0,
      let target = try resultShape(of: node, known, seen), target.example?.count == 1
    else { return false }
    // Features in the order that is seen: whoever reads them takes them in their own (``readProduct``).
    let features = BatchShape(example: [view.shape.countPerExample])
    let flat = try appendStep(named: node.layerName, [view.number], shape: features.planShape) { _ in .flatten }
    views[output] = ONNXView(number: flat, shape: view.shape, order: view.order, isFlat: true, origin: view.origin)
    return true
  }

  /// Features that become one pixel with channels last, or grey images, are seen as channels-first ones.
  private mutating func readPixels(_ node: ONNXNode, _ known: ONNXOperator) throws -> Bool {
    guard let name = node.inputs.first, case .value(let number, let shape)? = operands[name],
      let example = shape.example, example.count == 1 || example.count == 3 && example[0] == 1,
      let target = try resultShape(of: node, known, .value(number: number, shape: shape)),
      let moved = pixelView(of: target), shape != target
    else { return false }
    try appendReshape(node, .value(number: number, shape: shape), to: BatchShape(moved))
    try see(node.outputs[0], through: ONNXView.channelsLast, node)
    return true
  }

  /// N×C×1×1 for N×1×1×C, and N×1×H×W for N×H×W×1: the same numbers; nil for other shapes.
  private func pixelView(of shape: BatchShape) -> [BatchExtent]? {
    guard let example = shape.example, example.count == 3, example[0] != 1 || example[2] != 1 else { return nil }
    guard example[0] == 1 && example[1] == 1 || example[2] == 1 && example[0] > 1 && example[1] > 1 else { return nil }
    return ONNXView.channelsFirst.map { shape.extents[$0] }
  }

  /// Shows what a node has just written in another order.
  private mutating func see(_ name: String, through order: [Int]?, _ node: ONNXNode) throws {
    guard let order, case .value(let number, let shape)? = operands[name] else { return }
    operands[name] = nil
    set(ONNXView(number: number, shape: shape, order: order, origin: node.layerName), as: name)
  }

  /// The shape that a node gives to `operand`, without appending anything.
  private func resultShape(of node: ONNXNode, _ known: ONNXOperator, _ operand: ONNXOperand) throws -> BatchShape? {
    var trial = self
    try trial.reading([node.inputs[0]: operand]) { try known.read(&$0, node) }
    guard case .value(_, let shape)? = trial.operands[node.outputs[0]] else { return nil }
    return shape
  }

  // MARK: Rules

  /// Does to the values what the node does to views of them, where the operator has a rule.
  private mutating func readByRule(_ node: ONNXNode, _ known: ONNXOperator) throws -> Bool {
    let seen = node.inputs.compactMap { views[$0] }
    guard let rule = ONNXOrderRule.named(node.operation),
      let view = seen.max(by: { $0.shape.countPerExample < $1.shape.countPerExample }), !view.isFlat,
      let moved = try rule.rewrite(node, view, self), let inputs = try arranged(node, rule, like: view)
    else { return false }
    try reading(inputs) { try known.read(&$0, moved.node) }
    for name in node.outputs where !name.isEmpty {
      guard case .value(let number, let shape)? = operands[name] else { continue }
      operands[name] = nil
      set(ONNXView(number: number, shape: shape, order: moved.order, origin: view.origin), as: name)
    }
    return true
  }

  /// What the node's inputs are when the view is read as it is computed; nil where one cannot be brought into its order.
  private mutating func arranged(
    _ node: ONNXNode, _ rule: ONNXOrderRule, like view: ONNXView
  ) throws -> [String: ONNXOperand]? {
    var arranged: [String: ONNXOperand] = [:]
    for (index, name) in node.inputs.enumerated() where !name.isEmpty && rule.arranges(index) {
      if let other = views[name] {
        guard other.order == view.order, !other.isFlat else { return nil }
        arranged[name] = .value(number: other.number, shape: other.shape)
        continue
      }
      switch try operand(named: name) {
      case .constant(let constant):
        guard !rule.needsAllAxes || constant.shape.count == view.order.count,
          let aligned = try view.aligned(constant, in: source)
        else { return nil }
        arranged[name] = .constant(aligned)
      case .value(let number, let shape):
        guard shape.rank == view.order.count, shape.countPerExample <= view.shape.countPerExample,
          let inverse = view.inverse, inverse.first == 0
        else { return nil }
        arranged[name] = try transposed(name, number, shape, inverse, node)
      }
    }
    return arranged
  }

  /// A value in another order, computed.
  private mutating func transposed(
    _ name: String, _ number: Int, _ shape: BatchShape, _ order: [Int], _ node: ONNXNode
  ) throws -> ONNXOperand {
    let view = ONNXView(number: number, shape: shape, order: order, origin: node.layerName + ".order")
    let hidden = "\(name) in the order \(order)"
    views[hidden] = view
    try compute(viewCalled: hidden)
    return try operand(named: hidden)
  }

  // MARK: Products

  /// A dense layer on the channels of every pixel is a convolution of one pixel; one on flattened images reads its
  /// features in another order.
  private mutating func readProduct(_ node: ONNXNode) throws -> Bool {
    guard let name = node.inputs.first, let view = views[name], node.inputs.count >= 2,
      case .constant(let matrix)? = operands[node.inputs[1]], matrix.shape.count == 2
    else { return false }
    if view.isFlat { return try readFlatProduct(node, view, matrix) }
    guard node.operation == "MatMul", view.order == ONNXView.channelsLast, let example = view.shape.example,
      example.count == 3, example[0] == matrix.shape[0]
    else { return false }
    let (outputs, weight) = (matrix.shape[1], try parameter(node, 1).name)
    let shape = BatchShape(example: [outputs] + example[1...])
    let pixels = try asImages(node, view.number, view.shape).number
    try append(node, [pixels], shape: shape, multiplyAdds: shape.countPerExample * example[0]) { parameter in
      let kernels = parameter(weight).transposed().reshaped(to: [outputs, example[0], 1, 1])
      return .convolution(weight: kernels, bias: nil, geometry: ConvolutionGeometry())
    }
    try see(node.outputs[0], through: view.order, node)
    return true
  }

  private mutating func readFlatProduct(_ node: ONNXNode, _ view: ONNXView, _ matrix: ONNXConstant) throws -> Bool {
    let isTransposed = node.attributes["transB"]?.integer ?? 0 != 0
    let features = view.shape.countPerExample
    let outputs = matrix.shape[isTransposed ? 0 : 1]
    let settings = ["transA", "alpha", "beta"].compactMap { node.attributes[$0] }
    guard matrix.shape[isTransposed ? 1 : 0] == features,
      settings.allSatisfy({ $0.integer ?? 0 == 0 && $0.float ?? 1 == 1 })
    else { return false }
    let weight = try parameter(node, 1).name
    var bias: String?
    if let constant = try constant(node, 2) {
      guard constant.count == outputs else { return false }
      bias = try parameter(node, 2).name
    }
    let summand = bias
    let (seen, order) = view.featureOrder
    let stored = Shape(isTransposed ? [outputs] + seen : seen + [outputs])
    // Outputs first, then the features in their own order.
    let moved = isTransposed ? [0] + order.map { $0 + 1 } : [seen.count] + order
    try append(
      node, [view.number], shape: BatchShape(example: [outputs]), multiplyAdds: matrix.count
    ) { parameter in
      let rows = parameter(weight).reshaped(to: stored).permuted(moved).reshaped(to: [outputs, features])
      return .linear(weight: rows, bias: summand.map { parameter($0).reshaped(to: [outputs]) })
    }
    return true
  }

  // MARK: Names

  /// Reads with names standing for something else meanwhile.
  mutating func reading(
    _ meanings: [String: ONNXOperand], _ body: (inout ONNXImporter) throws -> Void
  ) throws {
    let before = meanings.keys.map { ($0, operands[$0]) }
    operands.merge(meanings) { $1 }
    defer { for (name, operand) in before { operands[name] = operand } }
    try body(&self)
  }
}

import AssayBase
import AssayTensor
import Foundation

/// Turns the nodes of an ONNX graph into the steps of a ``GraphLayer``, one operator at a time.
///
/// What does not depend on the pixels (weights, and the arithmetic of shapes) is computed while reading. The number of
/// images is the one extent that stays open.
struct ONNXImporter {
  let source: ONNXSource
  let file: ONNXFile
  /// The most axes that kernels run through, but for those that an axis is taken apart into.
  static let largestRank = 6
  /// The most numbers that a value may have for one image: a gigabyte.
  static let largestValue = 1 << 28

  /// The shape of one image.
  private let images: Shape
  /// The number of images that the file fixes, which is then taken for any number.
  let fixedBatch: Int?
  private(set) var steps: [GraphLayer.Step] = []
  private(set) var parameters: [ParameterDefinition] = []
  private(set) var tensors: [String: Tensor] = [:]
  var operands: [String: ONNXOperand]
  /// What is seen in another order of axes than it is computed in; computed in that order where ``operands`` has it too.
  var views: [String: ONNXView] = [:]
  /// What stands for integers of each image.
  var places: [String: ONNXImagePlaces] = [:]
  /// The names of what cannot be read.
  private var refused: Set<String> = []
  /// The operator and the inputs that made each step, for what is recognised in several steps.
  private(set) var origins: [(operation: String, inputs: [Int])] = []
  /// The numbers of values that were put into the order of images, by those that they were made from.
  var imagesMade: [Int: Int] = [:]

  /// The number of weights that were registered for a step that is not there yet.
  private var newWeights = 0
  /// What a user should know about how nodes were read.
  private(set) var notes: [String] = []

  /// Begins with `images` under the name `input`.
  init(_ file: ONNXFile, source: ONNXSource, input: String, images: ONNXImages) throws {
    self.file = file
    self.source = source
    self.images = images.shape
    fixedBatch = images.fixedBatch
    operands = file.graph.initializers.mapValues { .constant(ONNXConstant($0)) }
    try begin(input, images)
  }

  /// Says what the network's input is.
  private mutating func begin(_ input: String, _ images: ONNXImages) throws {
    let shape = BatchShape(example: images.shape.dimensions)
    var number = 0
    if images.rank < 4 {
      number = try appendStep(named: "flatten", [0], shape: [shape.countPerExample]) { _ in .flatten }
    }
    if images.areChannelsLast {
      // The channels are first here as everywhere, whatever the file's nodes see.
      views[input] = ONNXView(
        number: number, shape: shape, order: ONNXView.channelsLast, isFlat: images.rank == 2, origin: input)
    } else {
      let example = images.rank == 2 ? [shape.countPerExample] : Array(images.shape.dimensions.suffix(images.rank - 1))
      operands[input] = .value(number: number, shape: BatchShape(example: example))
    }
  }

  /// Begins without images, for what is computed of constants alone.
  init(_ file: ONNXFile, source: ONNXSource) {
    self.file = file
    self.source = source
    images = []
    fixedBatch = nil
    operands = file.graph.initializers.mapValues { .constant(ONNXConstant($0)) }
  }

  /// The same with nothing computed yet, where `name` stands for a batch of examples.
  func beginning(with name: String, example: [Int]) -> ONNXImporter {
    var fresh = self
    (fresh.steps, fresh.origins, fresh.parameters, fresh.tensors, fresh.views) = ([], [], [], [:], [:])
    fresh.imagesMade = [:]
    fresh.operands[name] = .value(number: 0, shape: BatchShape(example: example))
    return fresh
  }

  /// Reads `nodes` in order, which compute `output`.
  ///
  /// - Throws: `AssayError` that names the node; where several nodes cannot be read, all that do not follow from others.
  mutating func run(_ nodes: [ONNXNode], output: String = "") throws {
    var refusals: [AssayError] = []
    for node in nodes {
      guard let known = ONNXOperator.named(node) else { continue }
      guard !node.inputs.contains(where: refused.contains) else {
        refused.formUnion(node.outputs)
        continue
      }
      do {
        try readAlongSomeAxis(node) { try $0.read(node, known) }
      } catch let error as AssayError {
        let located = error.located(at: "node “\(node.name)” (\(node.operation))")
        guard error.kind == .unsupported else { throw located }
        refusals.append(located)
        refused.formUnion(node.outputs)
      }
      refused.remove("")
    }
    guard let first = refusals.first else {
      try compute(viewCalled: output)
      return putImagesFirst(output)
    }
    guard refusals.count > 1 else { throw first }
    throw AssayError(
      .unsupported, "ONNX: \(refusals.count) nodes cannot be read as they are",
      found: refusals.map(\.description).joined(separator: "; "), advice: ONNXOperator.adviceOnRefusal)
  }

  private mutating func read(_ node: ONNXNode, _ known: ONNXOperator) throws {
    if let name = node.outputs.first(where: isKnown) {
      throw AssayError(.malformedData, "ONNX: a value that is written twice", found: "“\(name)”")
    }
    try ONNXOperator.checkSettings(node)
    if try readPlaces(node) { return }
    if try readThroughViews(node, known) { return }
    let inputs = try inputs(of: node)
    if known.takesExamples, !inputs.isEmpty, inputs.allSatisfy(\.operand.isConstant) {
      if try !foldOwnStatistics(node) { try foldExamples(node, known) }
    } else {
      try known.read(&self, node)
    }
  }

  /// The graph that computes value `output`, without steps that it does not need.
  func layer(named name: String, output: Int) -> GraphLayer {
    var wanted: Set = [0, output]
    for number in stride(from: output, to: 0, by: -1) where wanted.contains(number) {
      wanted.formUnion(steps[number - 1].inputs)
    }
    let kept = wanted.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    let needed = kept.dropFirst().map { number -> GraphLayer.Step in
      var step = steps[number - 1]
      step.inputs = step.inputs.compactMap { numbers[$0] }
      return step
    }
    return GraphLayer(
      name: name, input: images, parameters: parameters, steps: needed, output: numbers[output] ?? 0)
  }

  /// Whether something is called `name` already.
  func isKnown(_ name: String) -> Bool { operands[name] != nil || views[name] != nil || places[name] != nil }

  /// The version of the operators that `node` is from.
  func version(of node: ONNXNode) -> Int { node.version }

  // MARK: Parameters

  /// The name and shape under which the constant at input `index` of `node` is a parameter of the network.
  mutating func parameter(
    _ node: ONNXNode, _ index: Int, role: ParameterDefinition.Role = .weight
  ) throws -> (name: String, shape: [Int]) {
    guard let constant = try constant(node, index) else {
      throw AssayError(
        .malformedData, "ONNX: an input is missing", expected: "at least \(index + 1)", found: "\(node.inputs.count)")
    }
    return (try register(constant, as: node.inputs[index], role: role), constant.shape)
  }

  /// Makes a constant a parameter of the network, if it is not one yet; returns the name under which it is.
  mutating func register(
    _ constant: ONNXConstant, as given: String, role: ParameterDefinition.Role
  ) throws -> String {
    var name = given
    if let known = tensors[name] {
      if known.shape == Shape(constant.shape) { return name }
      // The same numbers are read in another shape too, behind a transposition.
      name += " \(Shape(constant.shape))"
      if tensors[name] != nil { return name }
    }
    guard let tensor = try constant.tensor(in: source) else {
      throw AssayError(.unsupported, "ONNX: a weight that depends on the number of images", found: "“\(name)”")
    }
    tensors[name] = tensor
    parameters.append(ParameterDefinition(name, shape: tensor.shape, initialization: .constant(0), role: role))
    if role == .weight { newWeights += tensor.count }
    return name
  }

  // MARK: What a node writes

  /// Tells the user something about how nodes were read, once.
  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Says what output `index` of `node` is.
  mutating func write(_ operand: ONNXOperand, to node: ONNXNode, _ index: Int = 0) {
    guard index < node.outputs.count, !node.outputs[index].isEmpty else { return }
    operands[node.outputs[index]] = operand
  }

  /// Forgets what a node wrote before it was refused; its steps, which nobody reads, are left out later.
  mutating func abandon(_ outputs: [String], stepsFrom count: Int) {
    for name in outputs { (operands[name], views[name], places[name]) = (nil, nil, nil) }
    for index in count..<steps.count {
      newWeights += steps[index].parameterCount
      steps[index].parameterCount = 0
    }
  }

  /// Appends a step that writes output `index` of `node`; returns its number.
  @discardableResult
  mutating func append(
    _ node: ONNXNode, output index: Int = 0, _ inputs: [Int], shape: BatchShape, multiplyAdds: Int = 0,
    _ operation: @escaping @Sendable (_ parameter: (String) -> Tensor) -> PlanOperation
  ) throws -> Int {
    let name = node.layerName + (index == 0 ? "" : ".\(index)")
    guard shape.batchAxis != nil, shape.rank <= Self.largestRank else {
      throw AssayError(
        .unsupported, "ONNX: a value that is not one example for each image",
        expected: "up to \(Self.largestRank) axes",
        found: "\(shape)")
    }
    try appendStep(named: name, inputs, shape: shape.planShape, multiplyAdds: multiplyAdds, operation)
    origins[steps.count - 1] = (node.operation, inputs)
    steps[steps.count - 1].kind = node.operation
    write(.value(number: steps.count, shape: shape), to: node, index)
    return steps.count
  }

  /// Appends a step whose result has no name in the file; returns its number.
  @discardableResult
  mutating func appendStep(
    named name: String, _ inputs: [Int], shape: Shape, multiplyAdds: Int = 0,
    _ operation: @escaping @Sendable (_ parameter: (String) -> Tensor) -> PlanOperation
  ) throws -> Int {
    let count = BatchShape.product(shape.dimensions)
    guard shape.dimensions.allSatisfy({ $0 > 0 }), count <= Self.largestValue else {
      throw AssayError(
        count == 0 ? .unsupported : .limitExceeded, "ONNX: a value without numbers or with too many",
        expected: "1 to \(Self.largestValue)", found: "\(shape)")
    }
    steps.append(
      GraphLayer.Step(
        name: name, inputs: inputs, shape: shape, operation: operation, multiplyAdds: multiplyAdds,
        parameterCount: newWeights))
    newWeights = 0
    origins.append(("", inputs))
    return steps.count
  }

  /// Appends a step that computes a differentiable function of values and constants in their own shapes.
  ///
  /// `body` gets whole batches in the order of `inputs`; its result must have `shape`. `kernel` says the same for one
  /// example in memory, where frozen plans have a faster way. A function of constants alone is computed at once.
  mutating func appendFunction(
    _ node: ONNXNode, output index: Int = 0, of inputs: [(name: String, operand: ONNXOperand)], shape: BatchShape,
    form: GraphFunction.Form = .general, folding: ONNXFolding = .sameType, multiplyAdds: Int = 0,
    kernel: @escaping @Sendable (_ parameter: (String) -> Tensor) -> PlanKernel? = { _ in nil },
    _ body: @escaping @Sendable ([Tensor]) -> Tensor
  ) throws {
    let constants = inputs.compactMap(\.operand.constant)
    if constants.count == inputs.count {
      return write(.constant(try folded(constants, shape: shape, folding, body)), to: node, index)
    }
    var (numbers, slots) = ([Int](), [FunctionSlot]())
    for (name, operand) in inputs {
      switch operand {
      case .value(let number, let shape):
        slots.append(.value(position: numbers.count, shape: shape))
        numbers.append(number)
      case .constant(let constant):
        // Single numbers are settings, not weights.
        if constant.count == 1, let number = try constant.floats(in: source)?.first {
          slots.append(.tensor(Tensor(repeating: number, shape: Shape(constant.shape))))
        } else {
          slots.append(.parameter(try register(constant, as: name, role: .weight)))
        }
      }
    }
    let (kind, places) = (node.operation, slots)
    try append(node, output: index, numbers, shape: shape, multiplyAdds: multiplyAdds) { parameter in
      let fixed = places.map { $0.tensor(parameter) }
      return .function(
        GraphFunction(kind, form: form, kernel: kernel(parameter)) { values in
          let arguments = zip(places, fixed).map { place, tensor in tensor ?? place.batch(values) }
          return shape.examples(of: body(arguments), count: values[0].shape[0])
        })
    }
  }

  /// The inputs of `node` with their names, those left out apart.
  func inputs(of node: ONNXNode) throws -> [(name: String, operand: ONNXOperand)] {
    try node.inputs.filter { !$0.isEmpty }.map { ($0, try operand(named: $0)) }
  }
}

/// Where a function gets one of its arguments.
private enum FunctionSlot: Sendable {
  case value(position: Int, shape: BatchShape)
  case parameter(String)
  case tensor(Tensor)

  /// What does not change from batch to batch.
  func tensor(_ parameter: (String) -> Tensor) -> Tensor? {
    switch self {
    case .value: nil
    case .parameter(let name): parameter(name)
    case .tensor(let tensor): tensor
    }
  }

  /// A value in its own shape.
  func batch(_ values: [Tensor]) -> Tensor {
    guard case .value(let position, let shape) = self else { return .zeros([0]) }
    return shape.batch(of: values[position])
  }
}

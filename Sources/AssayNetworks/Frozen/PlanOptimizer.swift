import AssayTensor

/// Rewrites a plan so that it computes the same with fewer passes over memory.
struct PlanOptimizer {
  var nodes: [PlanNode]
  let outputs: Set<PlanValue>
  /// How many values there are.
  private(set) var valueCount: Int

  /// Begins with `nodes` on `valueCount` values.
  init(_ nodes: consuming [PlanNode], outputs: [PlanValue], valueCount: Int) {
    self.nodes = nodes
    self.outputs = Set(outputs)
    self.valueCount = valueCount
  }

  /// A value beside those that there are.
  mutating func makeValue() -> PlanValue {
    valueCount += 1
    return PlanValue(index: valueCount - 1)
  }

  /// Drops what nothing reads, folds batch normalisation into the layer before it, movements in memory into what reads or
  /// writes them, then rectifiers into whatever writes their input.
  mutating func run() {
    removeUnread()
    useOperations()
    joinRearrangements()
    removeUnread()
    foldNormalization()
    divideProducts()
    joinRearrangements()
    foldIntoProducts()
    rewrite { producer, node in
      guard case .activation(let function) = node.operation, let slope = function.rectifierSlope,
        producer.activation == .none, producer.operation.takesActivation
      else { return nil }
      var fused = producer
      (fused.output, fused.outputShape) = (node.output, node.outputShape)
      fused.activation = .rectifier(slope: slope)
      return fused
    }
  }

  /// Takes factors and summands of channels into the weights of the layer before, where nothing else reads its result.
  mutating func foldNormalization() {
    rewrite { producer, node in
      guard case .affine(let scale, let shift) = node.operation, producer.activation == .none else { return nil }
      return producer.operation.scaled(by: scale, shift: shift).map {
        var folded = producer
        (folded.operation, folded.output, folded.outputShape) = ($0, node.output, node.outputShape)
        return folded
      }
    }
  }

  /// Drops nodes that no output depends on: nobody would write their gradients.
  mutating func removeUnread() {
    var wanted = outputs
    nodes = nodes.reversed().filter { node in
      guard wanted.contains(node.output) else { return false }
      wanted.formUnion(node.inputs)
      return true
    }.reversed()
  }

  /// Replaces a node and the only reader of its result by what `merge` makes of both.
  private mutating func rewrite(_ merge: (_ producer: PlanNode, _ node: PlanNode) -> PlanNode?) {
    var readers = Dictionary(uniqueKeysWithValues: outputs.map { ($0, 1) })
    for node in nodes { for input in node.inputs { readers[input, default: 0] += 1 } }
    var result: [PlanNode] = []
    var position: [PlanValue: Int] = [:]
    // Taken one by one: folded weights need not be held beside those that they replace.
    nodes.reverse()
    while let node = nodes.popLast() {
      if node.inputs.count == 1, readers[node.inputs[0]] == 1, let index = position[node.inputs[0]],
        let merged = merge(result[index], node)
      {
        position[node.inputs[0]] = nil
        result[index] = merged
        position[merged.output] = index
      } else {
        position[node.output] = result.count
        result.append(node)
      }
    }
    nodes = result
  }
}

extension PlanOperation {
  /// Whether a step of this kind can apply a rectifier to what it writes.
  fileprivate var takesActivation: Bool {
    switch self {
    case .convolution, .linear, .affine, .add: true
    default: false
    }
  }

  /// The operation with its output channels multiplied and shifted, where weights can take that over.
  fileprivate func scaled(by scale: Tensor, shift: Tensor) -> PlanOperation? {
    switch self {
    case .convolution(let weight, let bias, let geometry):
      guard scale.count == weight.shape[0] else { return nil }
      return .convolution(
        weight: weight * scale.reshaped(to: [scale.count, 1, 1, 1]), bias: bias.map { $0 * scale + shift } ?? shift,
        geometry: geometry)
    case .linear(let weight, let bias):
      guard scale.count == weight.shape[0] else { return nil }
      return .linear(
        weight: weight * scale.reshaped(to: [scale.count, 1]), bias: bias.map { $0 * scale + shift } ?? shift)
    default: return nil
    }
  }
}

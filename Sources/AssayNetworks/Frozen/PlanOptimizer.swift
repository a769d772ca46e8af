import AssayTensor

/// Rewrites a plan so that it computes the same with fewer passes over memory.
struct PlanOptimizer {
  private(set) var nodes: [PlanNode]
  private let outputs: Set<PlanValue>

  init(_ nodes: consuming [PlanNode], outputs: [PlanValue]) {
    self.nodes = nodes
    self.outputs = Set(outputs)
  }

  /// Drops what nothing reads, folds batch normalisation into the layer before it, then rectifiers into whatever writes
  /// their input.
  mutating func run() {
    removeUnread()
    foldNormalization()
    rewrite { producer, node in
      guard case .activation(let function) = node.operation, let slope = function.rectifierSlope,
        producer.activation == .none, producer.operation.takesActivation
      else { return nil }
      var fused = producer
      fused.output = node.output
      fused.activation = .rectifier(slope: slope)
      return fused
    }
  }

  /// Takes factors and summands of channels into the weights of the layer before, where nothing else reads its result.
  mutating func foldNormalization() {
    rewrite { producer, node in
      guard case .affine(let scale, let shift) = node.operation, producer.activation == .none else { return nil }
      return producer.operation.scaled(by: scale, shift: shift).map {
        PlanNode(operation: $0, inputs: producer.inputs, output: node.output, scope: producer.scope)
      }
    }
  }

  /// Drops nodes that no output depends on: nobody would write their gradients.
  private mutating func removeUnread() {
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
      return .convolution(
        weight: weight * scale.reshaped(to: [scale.count, 1, 1, 1]), bias: bias.map { $0 * scale + shift } ?? shift,
        geometry: geometry)
    case .linear(let weight, let bias):
      return .linear(
        weight: weight * scale.reshaped(to: [scale.count, 1]), bias: bias.map { $0 * scale + shift } ?? shift)
    default: return nil
    }
  }
}

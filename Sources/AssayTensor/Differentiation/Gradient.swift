/// How deeply gradient computations are nested here.
private enum Nesting {
  @TaskLocal static var depth = 0
}

/// The value of `function` at `inputs`, and its gradient with respect to each of them.
///
/// The function must give a single number. It may itself take gradients (second order and beyond). What it captures
/// is constant. Costs about three times the function; memory for every intermediate result until it returns.
public func valueAndGradient(
  at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  let (value, pullback) = try valueWithPullback(at: inputs, of: function)
  precondition(value.count == 1, "a gradient needs a function with a single number, not one of shape \(value.shape)")
  return (value, pullback(Tensor(repeating: 1, shape: value.shape)))
}

/// The value of `function` at `input`, and its gradient there.
///
/// See the form with several inputs.
public func valueAndGradient(
  at input: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
  let (value, gradients) = try valueAndGradient(at: [input]) { try function($0[0]) }
  return (value, gradients[0])
}

/// The value of `function` at `inputs`, and the map from a gradient of the value to gradients of the inputs.
///
/// The pullback may be called any number of times; it keeps the intermediate results alive.
public func valueWithPullback(
  at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, pullback: (Tensor) -> [Tensor]) {
  let level = Nesting.depth + 1
  let variables = inputs.map { _ in Node(nil) }
  let traced = zip(inputs, variables).map { $0.traced(level: level, node: $1) }
  let output = try Nesting.$depth.withValue(level) { try function(traced) }
  guard output.level == level, let root = output.trace?.node else {
    // The result does not depend on the inputs.
    return (output, { _ in inputs.map { .zeros($0.shape) } })
  }
  let value = output.primal
  return (
    value,
    { upstream in
      precondition(
        upstream.shape == value.shape,
        "the gradient of a value of shape \(value.shape) cannot have shape \(upstream.shape)")
      let gradients = BackwardPass(root: root).run(upstream)
      return zip(inputs, variables).map { gradients[ObjectIdentifier($1)] ?? .zeros($0.shape) }
    }
  )
}

/// Walks the recorded operations from the last to the first, adding up the gradients that reach each.
private struct BackwardPass {
  /// The nodes in an order in which every node comes after those it was computed from.
  private let order: [Node]
  private let root: Node

  init(root: Node) {
    self.root = root
    var order: [Node] = []
    var visited: Set<ObjectIdentifier> = []
    var stack: [(node: Node, expanded: Bool)] = [(root, false)]
    while let (node, expanded) = stack.popLast() {
      if expanded {
        order.append(node)
      } else if visited.insert(ObjectIdentifier(node)).inserted {
        stack.append((node, true))
        for case let parent? in node.record?.parents ?? [] where !visited.contains(ObjectIdentifier(parent)) {
          stack.append((parent, false))
        }
      }
    }
    self.order = order
  }

  func run(_ upstream: Tensor) -> [ObjectIdentifier: Tensor] {
    var gradients = [ObjectIdentifier(root): upstream]
    for node in order.reversed() {
      guard let record = node.record, let gradient = gradients.removeValue(forKey: ObjectIdentifier(node)) else {
        continue
      }
      let contributions = record.operation.pullback(
        gradient, inputs: record.inputs, output: record.output, needed: record.parents.map { $0 != nil })
      for (parent, contribution) in zip(record.parents, contributions) {
        guard let parent, let contribution else { continue }
        let key = ObjectIdentifier(parent)
        gradients[key] = gradients[key].map { $0 + contribution } ?? contribution
      }
    }
    return gradients
  }
}

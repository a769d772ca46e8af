/// The operations that one gradient computation recorded, and the walk back over them.
struct Tape: Sendable {
  /// The nodes in an order in which every node comes after those it was computed from; the last is the root.
  private var order: [Node]

  /// The operations that led to `root`.
  init(root: Node) {
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

  /// Walks from the last operation to the first, adding up the gradients that reach each; gives those of the variables.
  ///
  /// Forgets each operation, and with it what it kept, as soon as its gradient is passed on: where nobody else holds the
  /// tape, memory shrinks on the way.
  mutating func unwind(_ upstream: Tensor) -> [ObjectIdentifier: Tensor] {
    var gradients: [ObjectIdentifier: Tensor] = [:]
    if let root = order.last { gradients[ObjectIdentifier(root)] = upstream }
    while let node = order.popLast() {
      guard let record = node.record, let gradient = gradients.removeValue(forKey: ObjectIdentifier(node)) else {
        continue
      }
      let contributions = record.operation.pullback(
        gradient, inputs: record.restoredInputs, output: record.output, needed: record.parents.map { $0 != nil })
      for (parent, contribution) in zip(record.parents, contributions) {
        guard let parent, let contribution else { continue }
        let key = ObjectIdentifier(parent)
        gradients[key] = gradients[key].map { $0 + contribution } ?? contribution
      }
    }
    return gradients
  }
}

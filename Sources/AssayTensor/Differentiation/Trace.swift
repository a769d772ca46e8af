/// How a tensor came to be, for one enclosing gradient computation.
///
/// Gradients nest: a tensor inside an inner and an outer computation carries one trace for each, the innermost (highest
/// level) first. An operation peels the highest level off its inputs, runs on what is below, and wraps the result, so
/// the backward pass of a level works on tensors that only outer levels follow: what nobody asked for is never recorded.
struct Trace: Sendable {
  let level: Int
  let node: Node
  private let box: LowerTrace?

  /// The trace of the next outer level.
  var lower: Trace? { box?.trace }

  init(level: Int, node: Node, lower: Trace?) {
    self.level = level
    self.node = node
    box = lower.map(LowerTrace.init)
  }

  private final class LowerTrace: Sendable {
    let trace: Trace
    init(_ trace: Trace) { self.trace = trace }
  }
}

extension Tensor {
  /// The level of the innermost gradient computation that follows this tensor; 0 when none does.
  var level: Int { trace?.level ?? 0 }

  /// The tensor as the next outer level sees it.
  var primal: Tensor { Tensor(shape: shape, storage: storage, trace: trace?.lower) }

  /// The same numbers, followed at `level` by `node`.
  func traced(level: Int, node: Node) -> Tensor {
    Tensor(shape: shape, storage: storage, trace: Trace(level: level, node: node, lower: trace))
  }
}

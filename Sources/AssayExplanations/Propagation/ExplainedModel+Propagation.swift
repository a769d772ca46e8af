import AssayBase
import AssayNetworks
import AssayTensor

extension ExplainedModel {
  /// What `body` makes of some examples at a time, slices dealt to the threads.
  ///
  /// For walks over `graph`, which keep the activations of all layers of as many passes as `copies`: memory is 64 MiB of
  /// them, or one example's a thread where that is more.
  func propagating(
    _ graph: NetworkGraph, scores: ExplainedScores, copies: Int = 1,
    _ body: @Sendable (_ rows: Range<Int>, _ scores: ExplainedScores) throws -> Tensor
  ) throws -> Tensor {
    let floats = (copies + 1) * graph.floatsPerExample
    return try BatchSlices(of: scores.count, floatsEach: floats, sharing: true).mapSharing { rows in
      try body(rows, scores.rows(rows))
    }
  }

  /// All values of a graph, its logits checked to be finite.
  func checkedValues(of graph: NetworkGraph, for images: Tensor) throws -> [PlanValue: Tensor] {
    let values = graph.values(for: images)
    try original.check(Logits(try value(graph.output, in: values)), count: images.shape[0])
    return values
  }

  /// The value that a graph has computed.
  func value(_ value: PlanValue, in values: [PlanValue: Tensor]) throws -> Tensor {
    guard let tensor = values[value] else {
      throw AssayError(.contractBroken, "a layer of the model \(original.name) has no result")
    }
    return tensor
  }
}

extension NetworkGraph {
  /// The numbers of all values for one example.
  var floatsPerExample: Int { nodes.reduce(shape(of: input).count) { $0 + $1.outputShape.count } }

  /// Checks that a method has a rule for every layer.
  ///
  /// - Throws: `AssayError(.unsupported)` that names the layers without.
  func checkRules(
    of method: String, expecting expected: String, hasRule: (PlanOperation) -> Bool
  ) throws {
    let without = nodes.filter { !hasRule($0.operation) }
    guard !without.isEmpty else { return }
    throw AssayError(
      .unsupported, "\(method) has no rule for some layers of the model \(model)", expected: expected,
      found: without.map(\.name).joined(separator: ", "))
  }
}

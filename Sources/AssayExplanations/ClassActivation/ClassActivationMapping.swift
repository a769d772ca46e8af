import AssayBase
import AssayNetworks
import AssayTensor

/// The channels of the last convolution, weighted as the dense layer weights their averages (Zhou et al. 2016).
struct ClassActivationMapping: LayerAttribution {
  let isAveraged: Bool

  var description: String { "CAM\(isAveraged ? " (divided by the number of places)" : "")" }

  var isDifferentiable: Bool { true }

  func validate() {}

  func coarseMaps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let (features, weight) = try Self.head(of: subject.graph())
    let places = features.outputShape[1] * features.outputShape[2]
    return try subject.activations(of: features, images: images, count: scores.count) { activations, rows in
      let scores = scores.rows(rows)
      var weights = weight.rows(scores.classes)
      if let opposed = scores.opposed { weights = weights - weight.rows(opposed) }
      let map = (activations * weights.reshaped(to: Shape(weights.shape.dimensions + [1, 1])))
        .sum(axes: [1], keepingAxes: true)
      return isAveraged ? map / Float(places) : map
    }
  }

  /// The layer whose averages the dense layer reads, and the dense layer's weights.
  private static func head(of graph: NetworkGraph) throws -> (features: GraphNode, weight: Tensor) {
    if case .linear(let weight, _)? = graph.producer(of: graph.output)?.operation,
      let flat = graph.producer(of: graph.output).flatMap({ graph.producer(of: $0.inputs[0]) }),
      case .flatten = flat.operation, let pool = graph.producer(of: flat.inputs[0])
    {
      if case .averagePool(let geometry, _) = pool.operation, let features = graph.producer(of: pool.inputs[0]),
        geometry.kernel == (features.outputShape[1], features.outputShape[2]), geometry.padding == (0, 0)
      {
        return (features, weight)
      }
      // One place is its own average.
      if pool.outputShape.rank == 3, pool.outputShape[1] == 1, pool.outputShape[2] == 1 { return (pool, weight) }
    }
    throw AssayError(
      .unsupported, "class activation maps need the end of the network that they are made for",
      expected: "an average over all places, then one dense layer",
      found: graph.nodes.suffix(4).map { "\($0.name) \($0.outputShape)" }.joined(separator: ", "), at: graph.model,
      advice: "Use Grad-CAM, which is the same but for a factor where both work")
  }
}

extension ExplainedModel {
  /// What `summarize` makes, for some examples at a time, of a layer's activations.
  ///
  /// In slices of bounded memory, unless gradients follow the model.
  func activations(
    of node: GraphNode, images: Tensor, count: Int, _ summarize: (Tensor, Range<Int>) throws -> Tensor
  ) throws -> Tensor {
    if isTraced { return try summarize(value(node.output, in: graph().values(for: images)), 0..<count) }
    let plan = try plan(to: [node.output])
    return try BatchSlices(of: count, floatsEach: 2 * node.outputShape.count, sharing: false).map { rows in
      let activations = try plan.outputs(for: images.rows(rows))[0]
      try original.check(activations, of: node)
      return try summarize(activations, rows)
    }
  }
}

extension Classifier {
  /// - Throws: `AssayError(.notFinite)` when what a layer made is not finite.
  fileprivate func check(_ activations: Tensor, of node: GraphNode) throws {
    // No NaN and no infinity is lost in a sum of sizes; one that leaves the range by itself is as good as they are.
    guard let row = activations.absolute().sumPerExample().elements.firstIndex(where: { !$0.isFinite }) else { return }
    throw AssayError(
      .notFinite, "a layer of the model \(name) made a number that is not finite",
      at: "image \(row), layer “\(node.name)”")
  }
}

import AssayBase
import AssayNetworks
import AssayTensor

/// What a layer makes of images, and how the explained scores change with it: N×C×h×w each.
struct LayerSensitivity {
  let activations: Tensor
  let gradients: Tensor
}

extension ExplainedModel {
  /// The layer called `name`, or the last with an extent.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists the names; `.unsupported` when the layer's result has no extent.
  func spatialLayer(_ name: String?) throws -> GraphNode {
    let graph = try graph()
    guard let name else { return try graph.lastSpatialLayer() }
    let node = try graph.layer(name)
    guard node.outputShape.rank == 3 else {
      throw AssayError(
        .unsupported, "the layer has no places that a map could show", expected: "a layer that gives C×H×W",
        found: "\(node.name), which gives \(node.outputShape[0]) features", at: "layer “\(name)”")
    }
    return node
  }

  /// What `summarize` makes, for some examples at a time, of a layer's activations and gradients: a row an example.
  ///
  /// The layers up to `node` run forwards only. In slices of bounded memory, unless gradients follow the model.
  func summarizing(
    _ node: GraphNode, images: Tensor, scores: ExplainedScores, _ summarize: (LayerSensitivity) throws -> Tensor
  ) throws -> Tensor {
    if isTraced { return try summarize(sensitivityByTensors(node, images, scores)) }
    let tail = try plan(from: node.output)
    let slices = BatchSlices(
      of: scores.count, floatsEach: try floatsEach(node, hasTail: tail != nil), sharing: false)
    return try slices.map { rows in
      let (images, scores) = (images.rows(rows), scores.rows(rows))
      guard let tail else { return try summarize(sensitivityByTensors(node, images, scores)) }
      return try summarize(sensitivity(node, tail, images, scores))
    }
  }

  /// What an example takes beside the memory of plans.
  private func floatsEach(_ node: GraphNode, hasTail: Bool) throws -> Int {
    hasTail ? 4 * node.outputShape.count : 2 * (try graph().floatsPerExample)
  }

  /// Through the plans up to the layer and from there, where every way to the logits leads through it.
  private func sensitivity(
    _ node: GraphNode, _ tail: Plan, _ images: Tensor, _ scores: ExplainedScores
  ) throws -> LayerSensitivity {
    let activations = try plan(to: [node.output]).outputs(for: images)[0]
    let classCount = original.classCount
    let (outputs, gradients) = try tail.outputsAndInputGradient(for: activations) { _, rows in
      [scores.cotangent(rows: rows, classCount: classCount)]
    }
    try original.check(Logits(outputs[0]), count: images.shape[0])
    return LayerSensitivity(activations: activations, gradients: gradients)
  }

  /// Through all values of the graph: for layers that a shortcut leads around, and where gradients follow the model.
  private func sensitivityByTensors(
    _ node: GraphNode, _ images: Tensor, _ scores: ExplainedScores
  ) throws -> LayerSensitivity {
    let graph = try graph()
    let values = graph.values(for: images)
    let activations = try value(node.output, in: values)
    try original.check(Logits(try value(graph.output, in: values)), count: images.shape[0])
    let cotangent = scores.cotangent(rows: 0..<scores.count, classCount: original.classCount)
    return LayerSensitivity(
      activations: activations,
      gradients: try graph.propagate(cotangent, back: consume values, to: node.output, by: TrueDerivative()))
  }
}

extension NetworkGraph {
  /// The same function, with batch normalisation taken into the weights of the convolution or dense layer before it.
  ///
  /// Where nothing else reads that layer's result; other normalisation stays a layer. The folded layer keeps the name of
  /// the one with weights. Differentiable at the weights, as the graph is.
  package func foldingNormalization() -> NetworkGraph {
    var optimizer = PlanOptimizer(
      nodes.map { node in
        PlanNode(
          operation: node.operation, inputs: node.inputs, output: node.output,
          inputShapes: node.inputs.map { shape(of: $0) }, outputShape: node.outputShape, scope: node.name)
      }, outputs: [output], valueCount: shapeCount)
    optimizer.foldNormalization()
    return NetworkGraph(
      self,
      nodes: optimizer.nodes.map { node in
        GraphNode(
          name: node.scope, operation: node.operation, inputs: node.inputs, output: node.output,
          outputShape: shape(of: node.output))
      })
  }
}

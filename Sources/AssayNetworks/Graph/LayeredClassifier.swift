import AssayTensor

/// A classifier whose layers can be looked into, by name.
public protocol LayeredClassifier: DifferentiableClassifier {
  /// The layers.
  ///
  /// - Throws: `AssayError` when a layer cannot be written down for images of the model's shape.
  func graph() throws -> NetworkGraph
}

extension Network: LayeredClassifier {
  /// The layers, with the network's weights.
  public func graph() throws -> NetworkGraph { try graph(parameters: [:]) }

  /// The layers; `replaced` stand for the parameters of the same names, also while gradients follow them.
  package func graph(parameters replaced: [String: Tensor]) throws -> NetworkGraph {
    try NetworkGraph(
      model: name, input: inputShape, parameters: replaced.isEmpty ? parameters : parameters.merging(replaced) { $1 }
    ) { images, plan in
      try architecture.body.lower(images, into: &plan)
    }
  }
}

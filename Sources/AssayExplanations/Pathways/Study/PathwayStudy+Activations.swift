import AssayNetworks
import AssayTensor

extension PathwayStudy {
  /// The activations of the study's layers for N×C×H×W images, by the names of the layers in order; all are kept.
  ///
  /// - Throws: As a study does for models and layers.
  public func activations(of model: any Classifier, images: Tensor) throws -> [(layer: String, values: Tensor)] {
    try model.checkShape(of: images)
    let graph = try ExplainedModel(model).graph()
    let chosen = try PathwayLayer.chosen(layers, in: graph)
    let values = try graph.plan(to: chosen.map(\.value)).outputs(for: images)
    return zip(chosen, values).map { layer, value in
      (layer.name, value.reshaped(to: Shape([images.shape[0]] + layer.shape.dimensions)))
    }
  }
}

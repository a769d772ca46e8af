import AssayBase
import AssayNetworks
import AssayTensor

/// A method that first says how much each place of a layer matters: coarse maps, which are then brought to the images' size.
package protocol LayerAttribution: AttributionMethod {
  /// How coarse maps are brought to the images' size.
  var upsampling: Interpolation { get }

  /// A map N×1×h×w of the layer's places for the explained scores, one an image; a row must not depend on the others.
  func coarseMaps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor
}

extension LayerAttribution {
  package var upsampling: Interpolation { .bilinear() }

  package var needs: ExplanationForm.Needs { .layers }

  /// The coarse maps at the images' size, the same in all channels.
  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    try coarseMaps(of: subject, images: images, scores: scores)
      .resized(height: images.shape[2], width: images.shape[3], by: upsampling).broadcast(to: images.shape)
  }
}

extension Explanation {
  /// The map of each image as coarse as the layer that the method looks at: N×1×h×w.
  ///
  /// - Throws: As ``maps(of:images:labels:target:)``, and `AssayError(.unsupported)` for a method without coarse maps.
  public func coarseMaps(
    of model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> Tensor {
    try coarseMaps(of: ExplainedModel(model), images: images, labels: labels, target: target)
  }

  /// The same through what was made from the model before.
  package func coarseMaps(
    of subject: ExplainedModel, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> Tensor {
    guard let method = method as? any LayerAttribution else {
      throw AssayError(
        .unsupported, "\(description) has no coarse maps", expected: "a method that looks at a layer, as Grad-CAM",
        found: description)
    }
    let scores = try checkedScores(of: subject, for: target, images: images, labels: labels)
    guard !labels.isEmpty else { return .zeros([0, 1, 1, 1]) }
    return try method.coarseMaps(of: subject, images: subject.isTraced ? images : images.detached, scores: scores)
  }
}

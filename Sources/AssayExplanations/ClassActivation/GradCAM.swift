import AssayNetworks
import AssayTensor

/// How the gradients at a layer become the weights of its channels.
///
/// A the layer's activations, G the score's gradients there, u the number of places.
enum ChannelWeighting: String {
  /// The mean gradient: Σ G / u (Selvaraju et al. 2017, equation 1).
  case mean = "Grad-CAM"
  /// The positive gradients, each with its own weight (Chattopadhay et al. 2018, equations 10 and 19).
  case plusPlus = "Grad-CAM++"
  /// The positive gradient of each place for itself (Jiang et al. 2021, equations 4 and 5).
  case byPlace = "Layer-CAM"

  /// N×C×1×1, or N×C×h×w for weights of each place.
  func weights(_ layer: LayerSensitivity) -> Tensor {
    let gradients = layer.gradients
    switch self {
    case .mean: return gradients.globallyAveraged()
    case .plusPlus: return (Self.shares(layer) * gradients.relu()).sum(axes: [2, 3], keepingAxes: true)
    case .byPlace: return gradients.relu()
    }
  }

  /// α = G² / (2·G² + Σ A · G³), written without the powers: 1 / (2 + G · Σ A). Where G is 0 nothing is weighted with it.
  private static func shares(_ layer: LayerSensitivity) -> Tensor {
    let denominators = layer.gradients * layer.activations.sum(axes: [2, 3], keepingAxes: true) + 2
    let isDefined = denominators.absolute().step().detached
    return isDefined / (denominators + (1 - isDefined))
  }
}

/// Grad-CAM and its relatives that weight a layer's channels by gradients.
struct GradCAM: LayerAttribution {
  let weighting: ChannelWeighting
  let layer: String?
  let isRectified: Bool

  var description: String {
    "\(weighting.rawValue) (\(layer.map { "layer \($0)" } ?? "last layer with an extent")\(isRectified ? "" : ", signed"))"
  }

  var isDifferentiable: Bool { true }

  func validate() {}

  func coarseMaps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    try subject.summarizing(subject.spatialLayer(layer), images: images, scores: scores) { layer in
      let map = (layer.activations * weighting.weights(layer)).sum(axes: [1], keepingAxes: true)
      return isRectified ? map.relu() : map
    }
  }
}

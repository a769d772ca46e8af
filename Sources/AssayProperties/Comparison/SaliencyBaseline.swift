import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayTensor

/// What the maps of two models are held against.
public enum SaliencyBaseline: Sendable {
  /// Each model's own map of the image before the attack.
  case ownCleanMap
  /// The map of another model, of the same images and classes, before the attack.
  case map(of: any Classifier)
  /// The edges of the image before the attack (``AssayImages/Image/edges()``); maps count by their magnitudes.
  case edges
  /// The mask of the example (``AssayDatasets/Dataset/mask(at:)``); maps count by their magnitudes.
  case mask

  /// As it stands in a claim: "the edges of the image".
  var words: String {
    switch self {
    case .ownCleanMap: "the model’s own clean map"
    case .map(let model): "the map of \(model.name)"
    case .edges: "the edges of the image"
    case .mask: "the mask"
    }
  }

  /// Whether it has no sign, so that maps are compared by the magnitudes of their pixels.
  var isUnsigned: Bool {
    switch self {
    case .edges, .mask: true
    case .ownCleanMap, .map: false
    }
  }
}

extension Tensor {
  /// The magnitude of the summed channels of each pixel: N×1×H×W.
  var pixelMagnitudes: Tensor { sum(axes: [1], keepingAxes: true).absolute() }
}

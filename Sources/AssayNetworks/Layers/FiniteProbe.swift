import AssayTensor
import CAssayKernels
import Synchronization

/// Watches the results of all layers for the first that is not finite.
final class FiniteProbe: Sendable {
  private let first = Mutex<String?>(nil)

  /// The first layer that made a number that is not finite.
  var layer: String? { first.withLock { $0 } }

  func observe(_ result: Tensor, of layer: some Layer) {
    guard assay_first_non_finite(result.pointer, result.count) >= 0 else { return }
    first.withLock { name in
      guard name == nil else { return }
      let parameters = LayerSummary.commonName(layer.parameters)
      name = parameters.isEmpty ? layer.kind : "\(parameters) (\(layer.kind))"
    }
  }
}

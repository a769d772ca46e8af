import AssayBase
import AssayTensor
import CAssayKernels
import Synchronization

/// Watches the results of all layers for the first that is not finite.
final class FiniteProbe: Sendable {
  private let first = Mutex<String?>(nil)

  /// The first layer that makes a number that is not finite while `run` evaluates layers; `nil` when none does.
  static func firstLayer(_ parameters: [String: Tensor], _ run: (LayerContext) -> Void) -> String? {
    let probe = FiniteProbe()
    run(LayerContext(parameters: parameters, mode: .evaluation, probe: probe))
    return probe.layer
  }

  /// - Throws: `AssayError(.notFinite)` that names the layer, if there is one.
  static func check(_ model: String, _ layer: String?) throws {
    guard let layer else { return }
    throw AssayError(
      .notFinite, "a layer of the model \(model) made a number that is not finite", at: "layer “\(layer)”",
      advice: "The layers before it are all finite")
  }

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

import AssayBase
import AssayTensor
import Foundation

extension Network {
  /// Whether `ASSAY_CHECK_FINITE=1` asks to look at every layer's result: slow, to find where a NaN comes from.
  static let checksEveryLayer = ProcessInfo.processInfo.environment["ASSAY_CHECK_FINITE"] == "1"

  /// The first layer that makes a number that is not finite on its way from `images` to logits; `nil` when none does.
  public func firstNotFiniteLayer(for images: Tensor) throws -> String? {
    try checkShape(of: images)
    let probe = FiniteProbe()
    _ = architecture.body(
      images.detached, LayerContext(parameters: parameters, mode: .evaluation, probe: probe))
    return probe.layer
  }

  /// - Throws: `AssayError(.notFinite)` that names the layer.
  func checkEveryLayer(for images: Tensor) throws {
    guard let layer = try firstNotFiniteLayer(for: images) else { return }
    throw AssayError(
      .notFinite, "a layer of the model \(name) made a number that is not finite", at: "layer “\(layer)”",
      advice: "The layers before it are all finite")
  }
}

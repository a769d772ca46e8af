import AssayBase
import AssayTensor
import Foundation

extension Network {
  /// Whether `ASSAY_CHECK_FINITE=1` asks to look at every layer's result: slow, to find where a NaN comes from.
  static let checksEveryLayer = ProcessInfo.processInfo.environment["ASSAY_CHECK_FINITE"] == "1"

  /// The first layer that makes a number that is not finite on its way from `images` to logits; `nil` when none does.
  public func firstNotFiniteLayer(for images: Tensor) throws -> String? {
    try checkShape(of: images)
    return FiniteProbe.firstLayer(parameters) { _ = architecture.body(images.detached, $0) }
  }

  /// Looks at every layer's result where `ASSAY_CHECK_FINITE=1` asks for it.
  ///
  /// - Throws: `AssayError(.notFinite)` that names the layer.
  package func checkEveryLayerIfAsked(for images: Tensor) throws {
    if Self.checksEveryLayer { try FiniteProbe.check(name, try firstNotFiniteLayer(for: images)) }
  }
}

/// A layer without weights that is linear in its input and adds nothing, though a plan has no operation for it.
package protocol LinearLayer: Layer {}

extension Upsample: LinearLayer {}
extension AdaptiveAveragePool: LinearLayer {}

extension PlanOperation {
  /// Whether it is a layer in differentiable form that is linear in its input.
  package var isLinearLayer: Bool {
    guard case .layer(let layer) = self else { return false }
    return layer is any LinearLayer
  }
}

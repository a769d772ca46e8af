import AssayTensor

/// What a layer passes on of what arrives at its result, on a walk from the logits back to the images.
package protocol BackwardRule: Sendable {
  /// What each input of the layer gets: a tensor of its shape, or nil for nothing.
  func contributions(_ step: BackwardStep) throws -> [Tensor?]
}

/// The true derivative: the walk then gives the gradient.
package struct TrueDerivative: BackwardRule {
  package init() {}

  package func contributions(_ step: BackwardStep) -> [Tensor?] { step.pullback(step.upstream) }
}

/// A layer on the way back: what it read and made, and what arrives.
package struct BackwardStep {
  /// The layer.
  package let node: GraphNode
  /// What it read.
  package let inputs: [Tensor]
  /// What it made of that.
  package let output: Tensor
  /// What arrives at its result.
  package let upstream: Tensor
  let context: LayerContext

  /// What the layer's own derivative, or that of another operation at the same inputs, makes of `upstream`; differentiable.
  package func pullback(_ upstream: Tensor, through operation: PlanOperation? = nil) -> [Tensor] {
    (operation ?? node.operation).pullback(upstream, at: inputs, context)
  }

  /// The derivative of the layer at other inputs.
  package func pullback(_ upstream: Tensor, at inputs: [Tensor]) -> [Tensor] {
    node.operation.pullback(upstream, at: inputs, context)
  }

  /// What another operation makes of `inputs`; differentiable.
  package func apply(_ operation: PlanOperation, to inputs: [Tensor]) -> Tensor { operation.apply(inputs, context) }
}

extension NetworkGraph {
  /// Walks from the logits back to `target`, each layer passing on what `rule` says; what comes from several layers adds up.
  ///
  /// Takes the `values` of the graph for a batch, which it lets go on the way, and `upstream` at the logits. A layer that is
  /// used twice is passed twice. With ``TrueDerivative`` this is the gradient, differentiable at the weights and the images.
  package func propagate(
    _ upstream: Tensor, back values: consuming [PlanValue: Tensor], to target: PlanValue, by rule: some BackwardRule
  ) throws -> Tensor {
    let concerned = dependents(of: target)
    var arriving = [output: upstream]
    for node in nodes.reversed() where concerned.contains(node.output) {
      guard let upstream = arriving.removeValue(forKey: node.output),
        let output = values.removeValue(forKey: node.output)
      else { continue }
      let step = BackwardStep(
        node: node, inputs: node.inputs.compactMap { values[$0] }, output: output, upstream: upstream, context: context)
      for case (let input, let contribution?) in zip(node.inputs, try rule.contributions(step)) {
        arriving[input] = arriving[input].map { $0 + contribution } ?? contribution
      }
    }
    if let result = arriving[target] { return result }
    return .zeros(shape(of: target, rows: upstream.shape[0]))
  }

  /// The values that depend on `value`, it alone excepted.
  private func dependents(of value: PlanValue) -> Set<PlanValue> {
    var reached: Set<PlanValue> = [value]
    for node in nodes where node.inputs.contains(where: reached.contains) { reached.insert(node.output) }
    reached.remove(value)
    return reached
  }

  /// The shape of `value` for `rows` examples.
  private func shape(of value: PlanValue, rows: Int) -> Shape { Shape([rows] + shape(of: value).dimensions) }
}

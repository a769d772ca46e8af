import AssayNetworks
import AssayTensor

/// Backpropagation that lets only positive signals through rectifiers.
struct RectifiedBackpropagation: AttributionMethod {
  enum Form: String {
    case guided = "guided backpropagation"
    case deconvolution
  }

  let form: Form

  var description: String { form.rawValue }

  var needs: ExplanationForm.Needs { .layers }

  func validate() {}

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let graph = try subject.foldedGraph()
    try graph.checkRules(of: form.rawValue, expecting: "layers whose rectifiers it can see") { operation in
      guard case .layer(let layer) = operation else { return true }
      return operation.isLinearLayer || layer is LocalResponseNorm
    }
    return try subject.propagating(graph, scores: scores) { rows, scores in
      let values = try subject.checkedValues(of: graph, for: images.rows(rows))
      let cotangent = scores.cotangent(rows: 0..<scores.count, classCount: subject.original.classCount)
      return try graph.propagate(cotangent, back: consume values, to: graph.input, by: RectifyingRule(form: form))
    }
  }
}

/// At rectifiers what is positive passes, elsewhere the derivative applies.
private struct RectifyingRule: BackwardRule {
  let form: RectifiedBackpropagation.Form

  func contributions(_ step: BackwardStep) -> [Tensor?] {
    guard case .activation(let function) = step.node.operation, function.isRectifier else {
      return step.pullback(step.upstream)
    }
    switch form {
    case .guided: return step.pullback(step.upstream.relu())
    case .deconvolution: return [step.upstream.relu()]
    }
  }
}

extension Activation.Function {
  /// Whether it lets positive signals through and holds back negative ones; the others are bounded on both sides.
  fileprivate var isRectifier: Bool {
    switch self {
    case .relu, .leakyReLU, .relu6, .silu, .softplus: true
    case .tanh, .sigmoid: false
    }
  }
}

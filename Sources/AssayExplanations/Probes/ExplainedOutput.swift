import AssayNetworks
import AssayTensor

/// What of a model's answer an explanation is about.
public enum ExplainedOutput: String, Sendable, Hashable, CaseIterable {
  /// The score before any softmax.
  case logit
  /// The softmax of the scores, which also depends on the other classes.
  case probability
}

extension ExplainedOutput {
  /// The explained number of each row; differentiable.
  package func values(of logits: Logits, _ scores: ExplainedScores) -> Tensor {
    switch self {
    case .logit: scores.values(of: logits)
    case .probability: scores.probabilities(of: logits)
    }
  }
}

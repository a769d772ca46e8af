import AssayNetworks

/// In what a metric reads the explained score.
public enum ScoreScale: String, Sendable, Hashable, CaseIterable {
  /// The score itself: the class's logit, or the difference of two.
  case logit
  /// The class's probability, or the difference of two.
  case probability
  /// 1 where the class is predicted, else 0: means over images are accuracies.
  case prediction

  /// The explained number of each row of `logits`.
  func values(of logits: Logits, _ scores: ExplainedScores) -> [Double] {
    switch self {
    case .logit: scores.values(of: logits).elements.map { Double($0) }
    case .probability: scores.probabilities(of: logits).elements.map { Double($0) }
    case .prediction: zip(logits.labels, scores.classes).map { $0 == $1 ? 1 : 0 }
    }
  }
}

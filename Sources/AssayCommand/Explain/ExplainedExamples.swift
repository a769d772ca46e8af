import AssayExplanations
import AssayTensor

/// What a model says of the examples to be explained, and which scores are: known before the first map.
struct ExplainedExamples: Sendable {
  let labels: [Int]
  /// The class that the model says, and the probability that it gives it.
  let answers: [(label: Int, probability: Float)]
  let scores: ExplainedScores

  /// - Throws: What evaluating the model throws.
  init(_ inputs: LoadedInputs, _ target: ExplanationTarget, progress: (Int) -> Void) throws {
    var labels: [Int] = []
    var answers: [(label: Int, probability: Float)] = []
    try inputs.forEachBatch { images, batchLabels, indices in
      progress(indices.first ?? 0)
      let logits = try inputs.model.checkedLogits(for: images)
      let said = logits.labels
      answers += zip(said, logits.values.softmax().selecting(columns: said).elements).map { ($0, $1) }
      labels += batchLabels
    }
    scores = try target.scores(of: inputs.model, labels: labels, predictions: answers.map(\.label))
    (self.labels, self.answers) = (labels, answers)
  }
}

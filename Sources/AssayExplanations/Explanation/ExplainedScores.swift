import AssayBase
import AssayNetworks
import AssayTensor

/// The number of each example that an explanation is about: the score of a class, or that of one class less another's.
package struct ExplainedScores: Sendable {
  /// The class whose score is explained, for each example.
  package let classes: [Int]
  /// The class whose score is taken off, for each example.
  package let opposed: [Int]?

  /// The scores of `classes`, less those of `opposed`.
  package init(of classes: [Int], less opposed: [Int]? = nil) {
    precondition(opposed.map { $0.count == classes.count } ?? true, "as many classes as are taken off")
    self.classes = classes
    self.opposed = opposed
  }

  /// The number of examples.
  package var count: Int { classes.count }

  /// The scores of these examples, in this order; an example may stand several times.
  package func rows(_ rows: some Sequence<Int>) -> ExplainedScores {
    let rows = Array(rows)
    return ExplainedScores(of: rows.map { classes[$0] }, less: opposed.map { opposed in rows.map { opposed[$0] } })
  }

  /// The explained number of each row; differentiable.
  package func values(of logits: Logits) -> Tensor { difference(logits.values) }

  /// The probability of the class, less that of the class taken off; differentiable.
  package func probabilities(of logits: Logits) -> Tensor { difference(logits.values.softmax()) }

  /// The gradient of the explained numbers at the logits of `rows`.
  package func cotangent(rows: Range<Int>, classCount: Int) -> Tensor {
    let ones = Tensor(repeating: 1, shape: [rows.count])
    let gradient = ones.placed(atColumns: Array(classes[rows]), width: classCount)
    guard let opposed else { return gradient }
    return gradient - ones.placed(atColumns: Array(opposed[rows]), width: classCount)
  }

  private func difference(_ scores: Tensor) -> Tensor {
    let own = scores.selecting(columns: classes)
    return opposed.map { own - scores.selecting(columns: $0) } ?? own
  }
}

extension DifferentiableClassifier {
  /// The explained numbers, one an image, and their gradients at the pixels.
  package func scoresAndGradients(
    for images: Tensor, _ scores: ExplainedScores
  ) throws -> (scores: Tensor, gradients: Tensor) {
    let (logits, gradient) = try logitsAndInputGradient(for: images) { logits, rows in
      scores.cotangent(rows: rows, classCount: logits.classCount)
    }
    try check(logits, count: images.shape[0])
    guard gradient.shape == images.shape else {
      throw AssayError(
        .contractBroken, "the model \(name) returned a gradient of the wrong shape", expected: "\(images.shape)",
        found: "\(gradient.shape)")
    }
    return (scores.values(of: logits), gradient)
  }
}

extension Classifier {
  /// The explained numbers, one an image.
  package func scores(for images: Tensor, _ scores: ExplainedScores) throws -> Tensor {
    scores.values(of: try checkedLogits(for: images))
  }
}

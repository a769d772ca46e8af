import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

/// Examples with what the model says of them and what the explanation makes of that.
struct ExplainedExamples: Sendable {
  let images: Tensor
  let labels: [Int]
  /// The model's answers.
  let answers: [Int]
  let maps: Tensor

  init(_ batch: ExampleBatch, _ subject: ExplainedModel, _ explanation: Explanation, _ target: ExplanationTarget) throws
  {
    images = batch.images
    labels = batch.labels
    answers = try subject.classifier().checkedLogits(for: images).labels
    maps = try explanation.maps(of: subject, images: images, labels: labels, target: target)
  }

  private init(images: Tensor, labels: [Int], answers: [Int], maps: Tensor) {
    (self.images, self.labels, self.answers, self.maps) = (images, labels, answers, maps)
  }

  /// The example of `row` so many times.
  func repeating(_ row: Int, count: Int) -> ExplainedExamples {
    let rows = Array(repeating: row, count: count)
    return ExplainedExamples(
      images: images.rows(rows), labels: rows.map { labels[$0] }, answers: rows.map { answers[$0] },
      maps: maps.rows(rows))
  }
}

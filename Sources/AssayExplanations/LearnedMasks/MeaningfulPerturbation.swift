import AssayBase
import AssayNetworks
import AssayTensor

/// A mask for each image, learnt to delete little and lower the score much.
package struct MeaningfulPerturbation: AttributionMethod {
  let steps: Int
  let cell: Int?
  let area: Double
  let smoothness: Double
  let jitter: Int?
  let stepSize: Double
  let baseline: ExplanationBaseline
  let output: ExplainedOutput
  let seed: UInt64

  package var description: String {
    let cells = cell.map { "cells of \($0)×\($0)" } ?? "28 cells a side"
    let shifts = jitter.map { "jitter \($0)" } ?? "jitter of a 56th"
    return "meaningful perturbation (\(steps) steps of \(stepSize), \(cells), area \(area), smoothness \(smoothness), "
      + "\(shifts), \(baseline.description), \(output.rawValue), seed \(seed))"
  }

  package var needs: ExplanationForm.Needs { .gradients }

  package func validate() throws {
    try baseline.validate()
    try Self.check(steps >= 1 && steps <= 100_000, "steps", "1 to 100000", steps)
    try Self.check(cell.map { $0 >= 1 } ?? true, "cell", "at least 1", cell ?? 0)
    try Self.check(area >= 0 && area.isFinite, "area", "a number that is not negative", area)
    try Self.check(smoothness >= 0 && smoothness.isFinite, "smoothness", "a number that is not negative", smoothness)
    try Self.check(jitter.map { $0 >= 0 } ?? true, "jitter", "a number that is not negative", jitter ?? 0)
    try Self.check(stepSize > 0 && stepSize.isFinite, "step-size", "a positive number", stepSize)
  }

  private static func check(_ isRight: Bool, _ name: String, _ expected: String, _ found: Any) throws {
    guard !isRight else { return }
    throw AssayError(
      .invalidArgument, "a mask cannot be learnt with such a setting", expected: expected, found: "\(found)", at: name)
  }

  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let deleted = try learn(subject, images: images, scores: scores).map { 1 - $0.enlarged }
    return Tensor.concatenatingRows(deleted).broadcast(to: images.shape)
  }

  /// The masks of some of the images, and how their search went.
  package struct Masks: Sendable {
    /// N×1×H×W shares of the pixels to keep.
    package let enlarged: Tensor
    /// What is minimised, for each step and image, with the shift of the step.
    package let objectives: [[Float]]
  }

  /// The masks of the images, some images at a time.
  package func learn(_ subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> [Masks] {
    let (height, width) = (images.shape[2], images.shape[3])
    let shorter = min(height, width)
    let (cell, jitter) = (cell ?? max(1, shorter / 28), jitter ?? (shorter + 28) / 56)
    try Self.check(cell <= shorter, "cell", "at most \(shorter), the image's side", cell)
    try Self.check(jitter < shorter, "jitter", "less than \(shorter), the image's side", jitter)
    let model = try subject.differentiable()
    let size = ModelProbe.batchSize(for: images)
    return try stride(from: 0, to: images.shape[0], by: size).map { first in
      let rows = first..<min(first + size, images.shape[0])
      let game = DeletionGame(
        model: model, images: images.rows(rows), baselines: try baseline.images(for: images, rows: rows),
        scores: scores.rows(rows), output: output, area: Float(area), smoothness: Float(smoothness))
      return try learn(game, cell: cell, jitter: jitter)
    }
  }

  private func learn(_ game: DeletionGame, cell: Int, jitter: Int) throws -> Masks {
    let shape = game.images.shape
    let cells: Shape = [shape[0], 1, (shape[2] - 1) / cell + 1, (shape[3] - 1) / cell + 1]
    var mask = Tensor(repeating: 0.5, shape: cells)
    var rule = Adam(learningRate: stepSize)
    let key = RandomKey(seed: seed).derived("meaningful perturbation")
    var objectives: [[Float]] = []
    for step in 0..<steps {
      var stream = RandomStream(key.derived(step))
      let shift = (
        down: stream.integer(in: -jitter...jitter), right: stream.integer(in: -jitter...jitter)
      )
      let (values, gradient) = try game.objectivesAndGradient(at: mask, shift: shift)
      objectives.append(values)
      var parameters = ["mask": mask]
      rule.update(&parameters, gradients: ["mask": gradient])
      mask = (parameters["mask"] ?? mask).clamped(0, 1)
    }
    return Masks(enlarged: game.enlarged(mask), objectives: objectives)
  }
}

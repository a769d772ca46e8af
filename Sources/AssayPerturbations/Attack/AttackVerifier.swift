import AssayBase
import AssayNetworks
import AssayTensor
import CAssayKernels

/// Asks the model itself about the images that an attack returns, and checks that they are where they must be.
struct AttackVerifier {
  private let algorithm: any AttackAlgorithm
  private let model: any Classifier

  init(_ algorithm: any AttackAlgorithm, _ model: any Classifier) {
    self.algorithm = algorithm
    self.model = model
  }

  /// What became of each example of `batch`, of which the attack made `images`.
  func fates(of images: Tensor, _ batch: AttackBatch, _ work: [AttackWork]) throws -> [AttackFate] {
    guard images.shape == batch.images.shape, work.count == batch.count else {
      throw AssayError(
        .contractBroken, "\(algorithm.description) returned other images than it was given",
        expected: "\(batch.images.shape)", found: "\(images.shape)")
    }
    try Self.checkBox(of: images, .contractBroken, "\(algorithm.description) returned a pixel outside [0, 1]")
    let logits = try model.checkedLogits(for: images)
    let (predictions, losses) = (logits.labels, logits.crossEntropy(labels: batch.labels).losses)
    let distances = algorithm.norm.distances(from: batch.images, to: images)
    return try (0..<batch.count).map { row in
      if let ball = algorithm.ball, !ball.contains(distance: distances[row]) {
        throw AssayError(
          .contractBroken, "\(algorithm.description) left its ball", expected: "at most \(ball)",
          found: "\(distances[row])", at: "image \(row)")
      }
      return AttackFate(
        isFooled: algorithm.target.isReached(
          by: predictions[row], label: batch.labels[row], classCount: model.classCount),
        wasMisclassified: false, prediction: predictions[row], distance: distances[row], loss: Double(losses[row]),
        iterations: work[row].iterations, gradients: work[row].gradients, queries: work[row].queries + 2)
    }
  }

  /// - Throws: `AssayError` of this kind when a pixel of the images is outside [0, 1], or no number.
  static func checkBox(
    of images: Tensor, _ kind: AssayError.Kind, _ problem: String, advice: String? = nil
  ) throws {
    let outside = assay_first_outside(images.pointer, 0, 1, images.count)
    guard outside >= 0 else { return }
    throw AssayError(
      kind, problem, expected: "pixels in [0, 1]", found: "\(images.pointer[outside])",
      at: "image \(outside / max(1, images.count / max(1, images.shape[0])))", advice: advice)
  }
}

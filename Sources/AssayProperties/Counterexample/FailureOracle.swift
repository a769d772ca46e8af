import AssayImages
import AssayNetworks
import AssayTensor

/// Says whether an image on the 8-bit grid fails in the same way as the one that was found.
///
/// The model itself must give the same wrong label, above every other class by at least 1e-4 of the logits' range so that no
/// rounding can undo it, and the image must lie in the ball.
struct FailureOracle: Sendable {
  private let model: any Classifier
  private let label: Int
  private let prediction: Int
  private let width: Int
  private let height: Int
  private let channels: Int
  private let ball: ByteBall

  /// The share of the logits' range by which the wrong label must win.
  static let margin: Float = 1e-4

  init(model: any Classifier, label: Int, prediction: Int, like clean: ByteImage, ball: ByteBall) {
    self.model = model
    self.label = label
    self.prediction = prediction
    width = clean.width
    height = clean.height
    channels = clean.channels
    self.ball = ball
  }

  /// The judgement of each candidate, on a thread that may block.
  func judge(_ candidates: [[UInt8]]) async throws -> [Bool] {
    try await BlockingWork.run { try fail(candidates) }
  }

  /// Whether one image fails.
  func fails(_ bytes: [UInt8]) throws -> Bool { try fail([bytes]) == [true] }

  private func fail(_ candidates: [[UInt8]]) throws -> [Bool] {
    let images = try candidates.map {
      Image(try ByteImage(width: width, height: height, channels: channels, bytes: $0))
    }
    let logits = try model.checkedLogits(for: Tensor(images: images))
    return candidates.indices.map { row in
      ball.contains(candidates[row]) && Self.isClear(prediction, in: logits.row(row)) && prediction != label
    }
  }

  /// Whether `prediction` wins by the margin.
  static func isClear(_ prediction: Int, in scores: [Float]) -> Bool {
    guard scores.indices.contains(prediction), let low = scores.min(), let high = scores.max() else { return false }
    let second = scores.indices.filter { $0 != prediction }.map { scores[$0] }.max() ?? -.infinity
    return scores[prediction] - second >= margin * (high - low) && scores[prediction] > second
  }
}

import AssayBase
import AssayCheck
import AssayImages
import AssayNetworks
import AssayTensor

/// Says whether an image on the 8-bit grid fails in the same way as the one that was found.
///
/// The model itself must give the same wrong label, above every other class by at least 1e-4 of the logits' range so that no
/// rounding can undo it, and the image must lie in the ball. The lead is what it has beyond that.
package struct FailureOracle: SlopedGridOracle {
  private let model: any Classifier
  private let frozen: (any DifferentiableClassifier)?
  private let label: Int
  private let prediction: Int
  private let width: Int
  private let height: Int
  private let ball: GridBall

  /// The share of the logits' range by which the wrong label must win.
  static let margin: Float = 1e-4

  /// - Parameter frozen: The same function as `model`, for gradients; nil for a model without.
  package init(
    model: any Classifier, frozen: (any DifferentiableClassifier)?, label: Int, prediction: Int,
    like clean: ByteImage, ball: GridBall
  ) {
    self.model = model
    self.frozen = frozen
    self.label = label
    self.prediction = prediction
    (width, height) = (clean.width, clean.height)
    self.ball = ball
  }

  /// The judgement of each candidate, on a thread that may block.
  package func judge(_ candidates: [[UInt8]]) async throws -> [GridJudgement] {
    try await BlockingWork.run { try judgements(of: candidates) }
  }

  /// Whether one image fails.
  package func fails(_ bytes: [UInt8]) throws -> Bool { try judgements(of: [bytes]).first?.fails == true }

  /// How the lead over the strongest other class rises with each value of an image, to first order; 0 where the model
  /// gives no gradients.
  package func slope(at image: [UInt8]) async throws -> [Double] {
    guard let frozen else { return [Double](repeating: 0, count: image.count) }
    let picture = try picture(image)
    return try await BlockingWork.run { [prediction] in
      try frozen.slopes(at: picture) { scores in
        let rival = Self.strongestRival(of: prediction, in: scores)
        return scores.indices.map { $0 == prediction ? 1 : $0 == rival ? -1 : 0 }
      }
    }
  }

  private func judgements(of candidates: [[UInt8]]) throws -> [GridJudgement] {
    let logits = try model.checkedLogits(for: Tensor(images: candidates.map { Image(try picture($0)) }))
    return candidates.indices.map { row in
      guard ball.contains(candidates[row]), prediction != label else {
        return GridJudgement(fails: false, lead: -.infinity)
      }
      let scores = logits.row(row)
      return GridJudgement(fails: Self.isClear(prediction, in: scores), lead: Self.lead(of: prediction, in: scores))
    }
  }

  private func picture(_ bytes: [UInt8]) throws -> ByteImage {
    try ByteImage(width: width, height: height, channels: ball.channels, bytes: bytes)
  }

  /// Whether `prediction` wins by the margin.
  package static func isClear(_ prediction: Int, in scores: [Float]) -> Bool {
    guard scores.indices.contains(prediction), let low = scores.min(), let high = scores.max() else { return false }
    let second = strongestRival(of: prediction, in: scores).map { scores[$0] } ?? -.infinity
    return scores[prediction] - second >= margin * (high - low) && scores[prediction] > second
  }

  /// By how much `prediction` wins beyond the margin; negative when it does not.
  private static func lead(of prediction: Int, in scores: [Float]) -> Double {
    guard scores.indices.contains(prediction), let rival = strongestRival(of: prediction, in: scores),
      let low = scores.min(), let high = scores.max()
    else { return 0 }
    let lead = Double(scores[prediction]) - Double(scores[rival]) - Double(margin) * (Double(high) - Double(low))
    return lead.isNaN ? -.infinity : lead
  }

  private static func strongestRival(of prediction: Int, in scores: [Float]) -> Int? {
    scores.indices.filter { $0 != prediction }.max { scores[$0] < scores[$1] }
  }
}

extension DifferentiableClassifier {
  /// The gradient of a weighted sum of the logits at each byte of a picture, in the picture's order.
  fileprivate func slopes(
    at picture: ByteImage, _ weights: @Sendable (_ scores: [Float]) -> [Float]
  ) throws -> [Double] {
    let gradient = try logitsAndInputGradient(for: Tensor(images: [Image(picture)])) { logits, _ in
      Tensor(shape: [1, logits.classCount], elements: weights(logits.row(0)))
    }.gradient.elements
    // The gradient is planar, bytes are interleaved.
    let pixels = picture.width * picture.height
    return picture.bytes.indices.map { Double(gradient[$0 % picture.channels * pixels + $0 / picture.channels]) }
  }
}

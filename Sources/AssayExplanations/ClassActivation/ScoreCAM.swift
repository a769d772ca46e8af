import AssayBase
import AssayNetworks
import AssayTensor

/// A layer's channels, weighted by the score that is left when each is laid over the image (Wang et al. 2020).
struct ScoreCAM: LayerAttribution {
  let layer: String?

  var description: String { "Score-CAM (\(layer.map { "layer \($0)" } ?? "last layer with an extent"))" }

  func validate() {}

  /// Channels laid over an image at a time.
  private static let masksAtOnce = 32

  func coarseMaps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let node = try subject.spatialLayer(layer)
    let model = try subject.classifier()
    return try subject.activations(of: node, images: images, count: scores.count) { activations, rows in
      .concatenatingRows(
        try rows.enumerated().map { index, row in
          let channels = activations.rows(index..<index + 1)
          let scores = try Self.scores(of: model, image: images.rows(row..<row + 1), channels, scores, row)
          let weights = scores.reshaped(to: [1, scores.count]).softmax().reshaped(to: [1, scores.count, 1, 1])
          return (channels * weights).sum(axes: [1], keepingAxes: true).relu()
        })
    }
  }

  /// The explained score of the image under each channel.
  ///
  /// That of the black image, which equation 3 takes off, is the same for all channels and drops out of the softmax.
  private static func scores(
    of model: any Classifier, image: Tensor, _ channels: Tensor, _ scores: ExplainedScores, _ row: Int
  ) throws -> Tensor {
    let count = channels.shape[1]
    let parts = try stride(from: 0, to: count, by: masksAtOnce).map { first in
      let range = first..<min(count, first + masksAtOnce)
      let masked = image * masks(channels.channels(range), height: image.shape[2], width: image.shape[3])
      return try model.scores(for: masked, scores.rows(range.map { _ in row }))
    }
    return .concatenatingRows(parts)
  }

  /// The channels 1×K×h×w at the image's size, each from 0 to 1: K×1×H×W. A channel that is the same everywhere hides all.
  private static func masks(_ channels: Tensor, height: Int, width: Int) -> Tensor {
    let count = channels.shape[1]
    let large = channels.resized(height: height, width: width, by: .bilinear()).reshaped(to: [count, height * width])
    let lowest = -(-large).maximum(axis: 1, keepingAxis: true)
    let ranges = large.maximum(axis: 1, keepingAxis: true) - lowest
    let isFlat = 1 - ranges.step()
    return ((large - lowest) / (ranges + isFlat)).reshaped(to: [count, 1, height, width])
  }
}

import AssayBase
import AssayNetworks
import AssayTensor

/// Images made to excite channels: what a channel looks for (Erhan et al. 2009; Olah, Mordvintsev and Schubert 2017).
///
/// Ascends from gray with a little noise on the mean of the channel's activation over its extent. Every step moves the image
/// by its gradient over the gradient's root mean square, on a copy shifted by a few random pixels; then it is smoothed a
/// little, drawn towards gray and kept in [0, 1]. Where nothing excites the channel yet, so that there is no gradient, the
/// image follows that of what the layer's activation gets. What is found depends on the start: it is a picture of the
/// channel, not the picture.
public struct FeaturePicture: Sendable {
  /// The number of steps.
  public var steps: Int
  /// How far a step moves pixels, in the root mean square.
  public var stepSize: Float
  /// The most pixels that an image is shifted by, round its edges; nil for a sixteenth of the shorter side, at least 1.
  public var jitter: Int?
  /// The share of each pixel that every step takes from its 3×3 neighbours' mean.
  public var smoothing: Float
  /// The share of the distance from gray that every step takes away.
  public var decay: Float
  /// The seed of start and shifts.
  public var seed: UInt64

  /// Channels worked on together, so that memory does not grow with their number.
  private static let batchSize = 32

  /// Pictures after so many steps.
  public init(
    steps: Int = 96, stepSize: Float = 0.04, jitter: Int? = nil, smoothing: Float = 0.1, decay: Float = 0.01,
    seed: UInt64 = 0
  ) {
    (self.steps, self.stepSize, self.jitter) = (steps, stepSize, jitter)
    (self.smoothing, self.decay, self.seed) = (smoothing, decay, seed)
  }

  /// An image C×H×W in [0, 1] for each of `channels` of a layer, as one batch.
  ///
  /// The image of a channel does not depend on the others. Cost: `steps` gradients of the layers up to this one for each
  /// channel.
  ///
  /// - Throws: `AssayError`: `unknownName` that lists the layers, `invalidArgument` for channels or settings out of range,
  ///   `unsupported` for models that do not show their layers.
  public func images(of model: any Classifier, layer name: String, channels: [Int]) throws -> Tensor {
    try validate()
    let graph = try ExplainedModel(model).graph()
    let layer = try PathwayLayer.chosen([name], in: graph)[0]
    if let channel = channels.first(where: { !(0..<layer.shape[0]).contains($0) }) {
      throw AssayError(
        .invalidArgument, "the layer has no such channel", expected: "0 to \(layer.shape[0] - 1)", found: "\(channel)",
        at: "layer \(name)")
    }
    let slope = try ChannelSlope(of: layer.value, in: graph)
    let parts = try stride(from: 0, to: channels.count, by: Self.batchSize).map { start in
      try images(Array(channels[start..<min(channels.count, start + Self.batchSize)]), layer, slope, model.inputShape)
    }
    return parts.isEmpty ? .zeros(Shape([0] + model.inputShape.dimensions)) : .concatenatingRows(parts)
  }

  private func images(
    _ channels: [Int], _ layer: PathwayLayer, _ slope: ChannelSlope, _ size: Shape
  ) throws -> Tensor {
    let root = RandomKey(seed: seed).derived("feature picture").derived(layer.name)
    let keys = channels.map { root.derived($0) }
    let shape = Shape([1] + size.dimensions)
    func noise(_ name: String, _ step: Int) -> Tensor {
      .concatenatingRows(keys.map { .normal(shape: shape, key: $0.derived(name).derived(step)) })
    }
    var images = (noise("start", 0) * 0.05 + 0.5).clamped(0, 1)
    for step in 0..<steps {
      try Task.checkCancellation()
      let shifts = keys.map { shift(key: $0.derived("shift").derived(step), size) }
      let uphill = try slope.gradients(of: channels, at: images.rolled(by: shifts))
        .rolled(by: shifts.map { (-$0.down, -$0.right) })
      let moved = images + uphill.scaledToUnitRMS() * stepSize
      let smooth = moved * (1 - smoothing) + moved.neighbourMeans() * smoothing
      images = ((smooth - 0.5) * (1 - decay) + 0.5).clamped(0, 1)
    }
    return images
  }

  private func shift(key: RandomKey, _ size: Shape) -> (down: Int, right: Int) {
    var stream = RandomStream(key)
    let most = jitter ?? max(1, min(size[1], size[2]) / 16)
    return (stream.integer(in: -most...most), stream.integer(in: -most...most))
  }

  private func validate() throws {
    let isRight =
      steps >= 0 && stepSize > 0 && stepSize.isFinite && (jitter ?? 0) >= 0 && (0...1).contains(smoothing)
      && (0...1).contains(decay)
    guard isRight else {
      throw AssayError(
        .invalidArgument, "a setting of a feature picture is out of range",
        expected: "steps and jitter from 0, a positive step size, smoothing and decay from 0 to 1",
        found: "\(steps), \(jitter ?? 0), \(stepSize), \(smoothing), \(decay)")
    }
  }
}

extension Tensor {
  /// Each image divided by its root mean square; zeros stay so.
  fileprivate func scaledToUnitRMS() -> Tensor {
    let largest = absolute().maximum(axis: 1).maximum(axis: 1).maximum(axis: 1)
    // Divided by its largest value first: squares of what deep layers hand back may be too small for a number.
    let unit = self * Self.inverse(of: largest).broadcast(to: shape)
    return unit * Self.inverse(of: unit.squared().mean(axes: [1, 2, 3]).squareRoot()).broadcast(to: shape)
  }

  /// 1/x for each of N numbers, as N×1×1×1; 0 for 0.
  private static func inverse(of numbers: Tensor) -> Tensor {
    Tensor(
      shape: [numbers.count, 1, 1, 1],
      elements: numbers.elements.map { $0 >= .leastNormalMagnitude ? 1 / $0 : 0 })
  }

  /// The means over 3×3 pixels, the outermost ones repeated around the image.
  fileprivate func neighbourMeans() -> Tensor {
    padded(Margins(1), with: .replicated)
      .averagePooled(PoolingGeometry(kernel: (3, 3), stride: (1, 1)), countsPadding: false)
  }

  /// Each image moved down and to the right, what leaves it on one side coming in on the other.
  fileprivate func rolled(by shifts: [(down: Int, right: Int)]) -> Tensor {
    let (height, width, pixel) = (shape[2], shape[3], shape[1])
    let line = width * pixel
    return Tensor(shape: shape) { out in
      for (image, shift) in shifts.enumerated() {
        let right = ((shift.right % width) + width) % width * pixel
        for row in 0..<height {
          let to = ((row + shift.down) % height + height) % height
          let (source, target) = (pointer + (image * height + row) * line, out + (image * height + to) * line)
          (target + right).update(from: source, count: line - right)
          target.update(from: source + line - right, count: right)
        }
      }
    }
  }
}

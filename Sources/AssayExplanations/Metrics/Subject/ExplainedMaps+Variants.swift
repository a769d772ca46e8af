import AssayBase
import AssayNetworks
import AssayTensor

/// A changed copy of an image, with a number that the metric wants to see beside its score.
struct ImageVariant: Sendable {
  /// The image, 1×C×H×W.
  let image: Tensor
  /// What the metric says of the change.
  var note = 0.0
}

extension ExplainedMaps {
  /// The scores of `count` variants of each image, with their notes, in the order of the images and the variants.
  ///
  /// Variants are made and evaluated in parts of at most ``largestPart(of:)`` images, whatever their number. `variant` gets
  /// the number of the image and that of the variant, and is called from several threads.
  func outcomes(
    ofVariants count: Int, _ scale: ScoreScale,
    _ variant: @Sendable (_ row: Int, _ index: Int) throws -> ImageVariant
  ) throws -> [[(score: Double, note: Double)]] {
    let model = try subject.classifier()
    let total = self.count * count
    let part = Self.largestPart(of: images)
    var outcomes: [(score: Double, note: Double)] = []
    outcomes.reserveCapacity(total)
    for start in stride(from: 0, to: total, by: part) {
      let range = start..<min(total, start + part)
      let variants = try WorkerPool.map(range.count) { try variant((start + $0) / count, (start + $0) % count) }
      let logits = try model.checkedLogits(for: .concatenatingRows(variants.map(\.image)))
      let values = scale.values(of: logits, scores.rows(range.map { $0 / count }))
      outcomes += zip(values, variants).map { ($0, $1.note) }
    }
    return (0..<self.count).map { Array(outcomes[$0 * count..<($0 + 1) * count]) }
  }

  /// The scores of the images themselves.
  func ownScores(_ scale: ScoreScale) throws -> [Double] {
    try outcomes(ofVariants: 1, scale) { row, _ in ImageVariant(image: images.rows([row])) }.map { $0[0].score }
  }

  /// How many copies are held at a time: at most 512, and of at most 16 MB together, but one at least.
  static func largestPart(of images: Tensor) -> Int {
    max(1, min(512, (1 << 22) / max(1, images.count / max(1, images.shape[0]))))
  }
}

import AssayBase
import AssayNetworks
import AssayTensor

/// Asks a model for the scores of many changed copies of images, in memory that does not grow with their number.
///
/// At a time there are copies for 16 MiB (27 of 3×224×224), or 16 copies where those take more, but never more than 1,024.
/// The number depends on the size of an image alone, so whatever is summed up batch by batch has the same bits
/// for any number of threads and in any company.
package struct ModelProbe: Sendable {
  /// The images that are changed.
  package let images: Tensor
  private let scores: ExplainedScores
  private let output: ExplainedOutput
  private let model: any Classifier

  package init(
    _ subject: ExplainedModel, images: Tensor, scores: ExplainedScores, output: ExplainedOutput = .logit
  ) throws {
    precondition(images.shape[0] == scores.count, "one score an image")
    model = try subject.classifier()
    (self.images, self.scores, self.output) = (images, scores, output)
  }

  /// The number of copies at a time.
  package var batchSize: Int { Self.batchSize(for: images) }

  /// The number of copies of one of `images` at a time.
  static func batchSize(for images: Tensor) -> Int {
    let bytes = max(1, images.count / max(1, images.shape[0])) * MemoryLayout<Float>.stride
    return min(max(16, (16 << 20) / bytes), 1024)
  }

  /// The scores of changed copies of an image; the whole batch must fit into memory.
  ///
  /// - Throws: `AssayError` when the model breaks its contract, or what the model throws.
  package func scores(of copies: Tensor, from image: Int) throws -> [Float] {
    let logits = try model.logits(for: copies)
    do {
      try model.check(logits, count: copies.shape[0])
    } catch let error as AssayError {
      throw error.located(at: "changed copies of image \(image)")
    }
    let origins = [Int](repeating: image, count: copies.shape[0])
    return output.values(of: logits, scores.rows(origins)).elements
  }

  /// The scores of `count` copies of an image, which `copies` makes some at a time.
  package func scores(
    of count: Int, from image: Int, copies: (_ range: Range<Int>) throws -> Tensor
  ) throws -> [Float] {
    var answers: [Float] = []
    answers.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: batchSize) {
      answers += try scores(of: copies(first..<min(first + batchSize, count)), from: image)
    }
    return answers
  }
}

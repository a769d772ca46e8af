import AssayBase
import AssayNetworks
import AssayTensor

/// Asks a model for the scores of many changed copies of images, in memory that does not grow with their number.
///
/// At a time there are copies for 8 MiB, or 16 copies where those take more (9.2 MiB at 3×224×224), but never more than
/// 1,024. The number depends on the size of an image alone, so whatever is summed up batch by batch has the same bits
/// for any number of threads and in any company.
package struct ModelProbe: Sendable {
  /// The images that are changed.
  package let images: Tensor
  /// The scores that are asked for.
  package let scores: ExplainedScores
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
  package var batchSize: Int {
    let bytes = max(1, pixelCount) * MemoryLayout<Float>.stride
    return min(max(16, (8 << 20) / bytes), 1024)
  }

  /// The numbers of one image.
  private var pixelCount: Int { images.shape.dimensions.dropFirst().reduce(1, *) }

  /// The scores of `copies`, each for what is explained of the image at the same place of `origins`.
  ///
  /// - Throws: `AssayError` when the model breaks its contract, or what the model throws.
  package func scores(of copies: Tensor, from origins: [Int]) throws -> [Float] {
    let logits = try model.logits(for: copies)
    do {
      try model.check(logits, count: copies.shape[0])
    } catch let error as AssayError {
      throw error.located(at: "changed copies of image \(origins.first ?? 0)")
    }
    return output.values(of: logits, scores.rows(origins)).elements
  }

  /// The scores of the images themselves.
  package func unchangedScores() throws -> [Float] {
    var values: [Float] = []
    for first in stride(from: 0, to: images.shape[0], by: batchSize) {
      let rows = Array(first..<min(first + batchSize, images.shape[0]))
      values += try scores(of: images.rows(rows), from: rows)
    }
    return values
  }

  /// Scores copies of each image and hands each image's scores to `body`, in the order of the images.
  ///
  /// Small images with few copies are asked about together.
  ///
  /// - Parameters:
  ///   - copies: The number of copies of an image.
  ///   - change: Changes a copy, given the image's row, the number of the copy, and its H×W×C values.
  package func forEachImage(
    copies: (_ image: Int) -> Int,
    change: (_ image: Int, _ copy: Int, _ values: UnsafeMutablePointer<Float>) -> Void,
    _ body: (_ image: Int, _ scores: [Float]) throws -> Void
  ) throws {
    var first = 0
    while first < images.shape[0] {
      var (end, questions) = (first, [(image: Int, copy: Int)]())
      repeat {
        questions += (0..<copies(end)).map { (end, $0) }
        end += 1
      } while end < images.shape[0] && questions.count < batchSize
      let answers = try answers(to: questions, change: change)
      var start = 0
      for image in first..<end {
        let next = start + copies(image)
        try body(image, Array(answers[start..<next]))
        start = next
      }
      first = end
    }
  }

  private func answers(
    to questions: [(image: Int, copy: Int)], change: (Int, Int, UnsafeMutablePointer<Float>) -> Void
  ) throws -> [Float] {
    var answers: [Float] = []
    answers.reserveCapacity(questions.count)
    for first in stride(from: 0, to: questions.count, by: batchSize) {
      let batch = questions[first..<min(first + batchSize, questions.count)]
      let copies = Tensor(shape: images.shape.withFirst(batch.count)) { out in
        for (place, question) in batch.enumerated() {
          let copy = out + place * pixelCount
          copy.update(from: images.pointer + question.image * pixelCount, count: pixelCount)
          change(question.image, question.copy, copy)
        }
      }
      answers += try scores(of: copies, from: batch.map(\.image))
    }
    return answers
  }
}

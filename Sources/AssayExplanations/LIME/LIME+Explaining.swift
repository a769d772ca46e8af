import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

extension LIME {
  /// Explains each of N×C×H×W `images`; costs `samples` answers of the model an image.
  ///
  /// Copies are made and answered in parts of at most 16 MiB (or 16 copies), so memory does not grow with their number. The
  /// answers must be finite; the images must have one or three channels where the segmentation looks at colours.
  ///
  /// - Throws: `AssayError` for settings, labels or shapes out of range, segments that do not fit, and a model that breaks its
  ///   contract.
  public func explain(
    _ model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> [LIMEExplanation] {
    try validate()
    let subject = ExplainedModel(model)
    let scores = try subject.scores(for: target, images: images, labels: labels)
    return try explanations(subject, images: images.detached, scores: scores)
  }

  /// The same for scores known to fit.
  func explanations(
    _ subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [LIMEExplanation] {
    let probe = try ModelProbe(subject, images: images, scores: scores, output: .probability)
    return try (0..<images.shape[0]).map { row in
      let image = images.rows([row])
      let superpixels = try Image(clamping: image).superpixels(by: segmentation)
      let cover = try cover(of: image, row: row, images: images, superpixels)
      return try explanation(probe, row: row, image: image, cover: cover, superpixels)
    }
  }

  private func explanation(
    _ probe: ModelProbe, row: Int, image: Tensor, cover: Tensor, _ superpixels: Superpixels
  ) throws -> LIMEExplanation {
    let choices = choices(segments: superpixels.count)
    let answers = try probe.scores(of: samples, from: row) { copies in
      let shown = choices[copies.lowerBound * superpixels.count..<copies.upperBound * superpixels.count]
      return superpixels.composites(of: image, cover: cover, choices: Array(shown))
    }
    .map { Double($0) }
    let surrogate = LIMESurrogate(self, choices: choices, answers: answers)
    return LIMEExplanation(
      superpixels: superpixels, coefficients: surrogate.coefficients, order: surrogate.order,
      intercept: surrogate.intercept, score: surrogate.score, localPrediction: surrogate.localPrediction,
      prediction: answers[0])
  }

  /// Which superpixels each copy shows: all in the first, each with probability ½ in the others.
  ///
  /// Keyed by the seed and the copy alone.
  private func choices(segments: Int) -> [UInt8] {
    let key = RandomKey(seed: seed).derived("LIME")
    return (0..<samples).flatMap { sample -> [UInt8] in
      guard sample > 0 else { return [UInt8](repeating: 1, count: segments) }
      var stream = RandomStream(key.derived(sample))
      var word: UInt32 = 0
      return (0..<segments).map { segment in
        if segment % 32 == 0 { word = stream.nextWord() }
        return UInt8(word >> UInt32(segment % 32) & 1)
      }
    }
  }

  /// The image with all superpixels hidden.
  private func cover(
    of image: Tensor, row: Int, images: Tensor, _ superpixels: Superpixels
  ) throws -> Tensor {
    switch hiding {
    case .meanColour: return superpixels.averaged(image)
    case .baseline(let baseline): return try baseline.images(for: images, rows: row..<row + 1)
    }
  }
}

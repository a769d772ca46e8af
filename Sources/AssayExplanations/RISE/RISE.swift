import AssayNetworks
import AssayTensor

/// The mean of random masks, weighted by the scores of the images that they leave.
struct RISE: AttributionMethod {
  let masks: RandomMasks
  let baseline: ExplanationBaseline
  let output: ExplainedOutput

  var description: String {
    let source =
      switch masks.source {
      case .drawn(let count, let cells, let seed): "\(count) masks of \(cells)×\(cells) cells, seed \(seed)"
      case .given: "\(masks.count) given masks"
      }
    return "RISE (\(source), keeping \(masks.keeping), \(baseline.description), \(output.rawValue))"
  }

  func validate() throws {
    try masks.validate()
    try baseline.validate()
  }

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let (count, height, width) = (images.shape[0], images.shape[2], images.shape[3])
    try masks.check(height: height, width: width)
    let probe = try ModelProbe(subject, images: images, scores: scores, output: output)
    var totals = Tensor.zeros([count, height * width])
    for first in stride(from: 0, to: masks.count, by: probe.batchSize) {
      let some = masks.masks(first..<min(first + probe.batchSize, masks.count), height: height, width: width)
      let masked = some.shape[0]
      var answers: [Float] = []
      for image in 0..<count {
        let cover = try baseline.images(for: images, rows: image..<image + 1)
        // Exact where a mask is 0 or 1, unlike b + m (x − b).
        let copies = images.rows([image]) * some + cover * (1 - some)
        answers += try probe.scores(of: copies, from: image)
      }
      let weights = Tensor(shape: [count, masked], elements: answers)
      totals = totals + weights.matrixProduct(some.reshaped(to: [masked, height * width]))
    }
    let means = totals * Float(1 / (Double(masks.count) * masks.keeping))
    return means.reshaped(to: [count, 1, height, width]).broadcast(to: images.shape)
  }
}

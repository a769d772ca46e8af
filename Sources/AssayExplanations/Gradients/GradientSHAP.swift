import AssayBase
import AssayNetworks
import AssayTensor

/// The expected gradient at random places on the ways from random baselines to noisy copies of the image, times the ways.
package struct GradientSHAP: AttributionMethod {
  /// Where on which way a sample lies.
  package enum Places: Sendable {
    /// From streams of the seed and the sample: the same for every image.
    case random(seed: UInt64)
    /// Places of one's own in [0, 1] and numbers of baselines: sample k of image n is at n · samples + k.
    case given(positions: [Float], baselines: [Int])
  }

  let name: String
  let baselines: [ExplanationBaseline]
  let samples: Int
  let noise: SampleNoise?
  let places: Places

  package init(
    _ name: String = "gradient SHAP", baselines: [ExplanationBaseline], samples: Int, noise: SampleNoise?,
    places: Places
  ) {
    (self.name, self.baselines, self.samples, self.noise) = (name, baselines, samples, noise)
    self.places = places
  }

  package var description: String {
    let against = baselines.count > 4 ? "\(baselines.count) baselines" : baselines.words
    let settings = ["\(samples) samples", noise?.description, against].compactMap { $0 }
    return "\(name) (\(settings.joined(separator: ", ")))"
  }

  package var isDifferentiable: Bool { true }

  package var needs: ExplanationForm.Needs { .gradients }

  package func validate() throws {
    try SampleCount.validate(samples, of: name, "samples")
    try noise?.validate()
    try baselines.validate()
  }

  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let model = try subject.differentiable()
    let passes = SampledPasses(samples: samples, of: images)
    return try passes.overImages(scores.count) { rows in
      let block = images.rows(rows)
      var total = Tensor.zeros(block.shape)
      var ways: [Int: Tensor] = [:]
      try passes.overSamples(of: rows) { part in
        let ends = try noise?.added(to: block, rows: rows, samples: part, of: samples)
        return try part.enumerated().map { index, sample in
          let (start, position) = try start(of: sample, images, rows)
          let way = (ends?[index] ?? block) - start
          ways[sample] = way
          return start + way * position
        }
      } evaluate: { points, rows in
        try model.scoresAndGradients(for: points, scores.rows(rows)).gradients
      } use: { sample, gradients in
        guard let way = ways.removeValue(forKey: sample) else { return }
        total = total + gradients * way
      }
      return total / Float(samples)
    }
  }

  /// The baselines of a sample of the images of `rows`, and how far on the way from them it lies, N×C×1×1.
  private func start(of sample: Int, _ images: Tensor, _ rows: Range<Int>) throws -> (start: Tensor, position: Tensor) {
    let shape: Shape = [rows.count, images.shape[1], 1, 1]
    switch places {
    case .random(let seed):
      var stream = RandomStream(RandomKey(seed: seed).derived("ways").derived(sample))
      let baseline = baselines[Int(stream.integer(below: UInt64(baselines.count)))]
      let position = stream.uniform(0, 1)
      return (try baseline.images(for: images, rows: rows), Tensor(repeating: position, shape: shape))
    case .given(let positions, let choices):
      let starts = try rows.map { row in
        try baselines[choices[row * samples + sample]].images(for: images, rows: row..<row + 1)
      }
      let own = Tensor(
        shape: [rows.count, 1, 1, 1], elements: rows.map { positions[$0 * samples + sample] })
      return (.concatenating(starts, axis: 0), own.broadcast(to: shape))
    }
  }
}

import AssayBase
import AssayNetworks
import AssayTensor

/// A method's maps of noisy copies of an image, brought down to one map.
package struct Smoothed: AttributionMethod {
  /// What is made of the maps of the copies.
  package enum Summary: String, Sendable, CaseIterable {
    /// Their mean.
    case mean = "SmoothGrad"
    /// The mean of their squares.
    case meanSquare = "SmoothGrad squared"
    /// The mean of their squares less the square of their mean.
    case variance = "VarGrad"
  }

  let inner: any AttributionMethod
  let samples: Int
  let noise: SampleNoise
  let summary: Summary

  package init(over inner: Explanation, samples: Int, noise: SampleNoise, by summary: Summary) {
    (self.inner, self.samples, self.noise, self.summary) = (inner.method, samples, noise, summary)
  }

  package var description: String {
    "\(summary.rawValue) of \(inner.description) (\(samples) samples, \(noise.description))"
  }

  package var isDifferentiable: Bool { inner.isDifferentiable }

  package var needs: ExplanationForm.Needs { inner.needs }

  package func validate() throws {
    try SampleCount.validate(samples, of: summary.rawValue, "samples")
    try noise.validate()
    try inner.validate()
  }

  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let passes = SampledPasses(samples: samples, of: images)
    return try passes.overImages(scores.count) { rows in
      let images = images.rows(rows)
      var moments = MapMoments(summary, shape: images.shape)
      try passes.overSamples(of: rows) { part in
        try noise.added(to: images, rows: rows, samples: part, of: samples)
      } evaluate: { points, rows in
        try inner.maps(of: subject, images: points, scores: scores.rows(rows))
      } use: { _, maps in
        moments.add(maps)
      }
      return moments.result
    }
  }
}

/// The running mean, mean square or variance of maps.
private struct MapMoments {
  private let summary: Smoothed.Summary
  private var count: Float = 0
  private var sum: Tensor
  private var squares: Tensor

  init(_ summary: Smoothed.Summary, shape: Shape) {
    self.summary = summary
    (sum, squares) = (.zeros(shape), .zeros(shape))
  }

  mutating func add(_ maps: Tensor) {
    count += 1
    switch summary {
    case .mean: sum = sum + maps
    case .meanSquare: squares = squares + maps.squared()
    case .variance:
      // Welford's form: what is squared is small, and the variance is never negative.
      let change = maps - sum
      sum = sum + change / count
      squares = squares + change.squared() * ((count - 1) / count)
    }
  }

  var result: Tensor { (summary == .mean ? sum : squares) / count }
}

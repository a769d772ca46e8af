import AssayBase
import AssayNetworks
import AssayTensor

/// The average gradient along the straight path from the baseline, times the path; the mean over several baselines.
package struct IntegratedGradients: CompleteAttribution {
  let steps: Int
  let baselines: [ExplanationBaseline]
  let rule: QuadratureRule
  let tolerance: Double?

  package var description: String {
    let points = tolerance.map { "\(steps) steps or more, to \(PercentText.of($0))" } ?? "\(steps) steps"
    return "integrated gradients (\(points), \(baselines.words))"
  }

  package var isDifferentiable: Bool { true }

  package var needs: ExplanationForm.Needs { .gradients }

  package func validate() throws {
    try SampleCount.validate(steps, of: "integrated gradients", "steps")
    try baselines.validate()
    if let tolerance, !(tolerance > 0) {
      throw AssayError(
        .invalidArgument, "a tolerance must be a positive number", found: "\(tolerance)", at: "tolerance")
    }
  }

  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let model = try subject.differentiable()
    guard let tolerance else {
      return try mean(over: baselines) { baseline in
        try integrate(model, images, baseline.images(for: images), scores, points: steps)
      }
    }
    let refined = try refinedMaps(of: model, images: images, scores: scores)
    if let row = refined.gaps.firstIndex(where: { !($0 <= tolerance) }) {
      throw AssayError(
        .limitExceeded, "integrated gradients do not become complete",
        expected: "a relative gap of at most \(tolerance)",
        found: "\(refined.gaps[row]) with \(steps << Self.doublings) points", at: "image \(row)",
        advice: "Raise the tolerance, or give tolerance: nil and read the gap")
    }
    return refined.maps
  }

  package func completenessGaps(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [Double] {
    try refinedMaps(of: subject.differentiable(), images: images, scores: scores).gaps
  }

  /// How often the number of points may double.
  private static let doublings = 8

  /// The maps, with as many points as each image needs or may have, and what each still misses relatively: of several
  /// baselines the one that misses most.
  func refinedMaps(
    of model: any DifferentiableClassifier, images: Tensor, scores: ExplainedScores
  ) throws -> (maps: Tensor, gaps: [Double]) {
    var gaps = [Double](repeating: 0, count: scores.count)
    let maps = try mean(over: baselines) { baseline in
      let refined = try refine(model, images, baseline.images(for: images), scores)
      gaps = zip(gaps, refined.gaps).map { $1 <= $0 ? $0 : $1 }
      return refined.maps
    }
    return (maps, gaps)
  }

  private func mean(
    over baselines: [ExplanationBaseline], _ maps: (ExplanationBaseline) throws -> Tensor
  ) rethrows -> Tensor {
    let sum = try baselines.dropFirst().reduce(try maps(baselines[0])) { try $0 + maps($1) }
    return baselines.count == 1 ? sum : sum / Float(baselines.count)
  }

  /// Maps and gaps for one baseline: points double for the images whose gap is too large.
  private func refine(
    _ model: any DifferentiableClassifier, _ images: Tensor, _ baselines: Tensor, _ scores: ExplainedScores
  ) throws -> (maps: Tensor, gaps: [Double]) {
    let scale = try CompletenessScale(model, images: images, baselines: baselines, scores: scores)
    var gaps = [Double](repeating: 0, count: scores.count)
    var open = Array(0..<scores.count)
    var finished: (rows: [Int], maps: [Tensor]) = ([], [])
    for doubling in 0...Self.doublings where !open.isEmpty {
      let isWhole = open.count == scores.count
      let maps = try integrate(
        model, isWhole ? images : images.rows(open), isWhole ? baselines : baselines.rows(open), scores.rows(open),
        points: steps << doubling)
      for (row, gap) in zip(open, scale.gaps(of: maps, rows: open)) { gaps[row] = gap }
      let misses = open.map { gaps[$0] > tolerance ?? .infinity && doubling < Self.doublings }
      let done = open.indices.filter { !misses[$0] }
      finished.rows += done.map { open[$0] }
      finished.maps.append(done.count == open.count ? maps : maps.rows(done))
      open = open.indices.filter { misses[$0] }.map { open[$0] }
    }
    return (Self.inOrder(finished.rows, finished.maps), gaps)
  }

  /// Parts one after the other, of which row i belongs to image `rows[i]`, in the order of the images.
  private static func inOrder(_ rows: [Int], _ parts: [Tensor]) -> Tensor {
    guard parts.count > 1 else { return parts[0] }
    var place = [Int](repeating: 0, count: rows.count)
    for (index, row) in rows.enumerated() { place[row] = index }
    return Tensor.concatenating(parts, axis: 0).rows(place)
  }

  private func integrate(
    _ model: any DifferentiableClassifier, _ images: Tensor, _ baselines: Tensor, _ scores: ExplainedScores, points: Int
  ) throws -> Tensor {
    let nodes = rule.nodes(count: points)
    let passes = SampledPasses(samples: points, of: images)
    return try passes.overImages(scores.count) { rows in
      let (images, baselines) = (images.rows(rows), baselines.rows(rows))
      var total = Tensor.zeros(images.shape)
      try passes.overSamples(of: rows) { samples in
        // Exact at both ends, and without the cancellation that starting from one of them would bring near the other.
        nodes[samples].map { images * Float($0.position) + baselines * Float(1 - $0.position) }
      } evaluate: { points, rows in
        try model.scoresAndGradients(for: points, scores.rows(rows)).gradients
      } use: { sample, gradients in
        total = total + gradients * Float(nodes[sample].weight)
      }
      return (images - baselines) * total
    }
  }
}

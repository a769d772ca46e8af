import AssayBase
import AssayNetworks
import AssayTensor

/// The average gradient along the straight path from the baseline, times the path.
package struct IntegratedGradients: AttributionMethod {
  let steps: Int
  let baseline: ExplanationBaseline
  let rule: QuadratureRule
  let tolerance: Double?

  package var description: String {
    let points = tolerance.map { "\(steps) steps or more, to \(PercentText.of($0))" } ?? "\(steps) steps"
    return "integrated gradients (\(points), \(baseline.description))"
  }

  package func validate() throws {
    guard steps >= 1, steps <= 100_000 else {
      throw AssayError(
        .invalidArgument, "integrated gradients need a sensible number of points", expected: "steps from 1 to 100000",
        found: "\(steps)", at: "steps")
    }
    if let tolerance, !(tolerance > 0) {
      throw AssayError(
        .invalidArgument, "a tolerance must be a positive number", found: "\(tolerance)", at: "tolerance")
    }
  }

  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let refined = try refinedMaps(of: subject.differentiable(), images: images, scores: scores)
    if let tolerance, let row = refined.gaps.firstIndex(where: { !($0 <= tolerance) }) {
      throw AssayError(
        .limitExceeded, "integrated gradients do not become complete",
        expected: "a relative gap of at most \(tolerance)",
        found: "\(refined.gaps[row]) with \(steps << Self.doublings) points", at: "image \(row)",
        advice: "Raise the tolerance, or give tolerance: nil and read the gap")
    }
    return refined.maps
  }

  /// How often the number of points may double.
  private static let doublings = 8

  /// The maps, with as many points as each image needs or may have, and what each still misses relatively.
  func refinedMaps(
    of model: any DifferentiableClassifier, images: Tensor, scores: ExplainedScores
  ) throws -> (maps: Tensor, gaps: [Double]) {
    let baselines = try baseline.images(for: images)
    var maps = try integrate(model, images, baselines, scores, points: steps)
    let scale = try CompletenessScale(model, images: images, baselines: baselines, scores: scores)
    var gaps = scale.gaps(of: maps)
    guard let tolerance else { return (maps, gaps) }
    for doubling in 0..<Self.doublings {
      let open = gaps.indices.filter { gaps[$0] > tolerance }
      if open.isEmpty { break }
      let finer = try integrate(
        model, images.rows(open), baselines.rows(open), scores.rows(open), points: steps << (doubling + 1))
      maps = maps.replacing(rows: open, with: finer)
      gaps = scale.gaps(of: maps)
    }
    return (maps, gaps)
  }

  private func integrate(
    _ model: any DifferentiableClassifier, _ images: Tensor, _ baselines: Tensor, _ scores: ExplainedScores, points: Int
  ) throws -> Tensor {
    let path = images - baselines
    var total = Tensor.zeros(images.shape)
    for (position, weight) in rule.nodes(count: points) {
      // Exact at both ends, and without the cancellation that starting from one of them would bring near the other.
      let point = images * Float(position) + baselines * Float(1 - position)
      total = try total + model.scoresAndGradients(for: point, scores).gradients * Float(weight)
    }
    return path * total
  }
}

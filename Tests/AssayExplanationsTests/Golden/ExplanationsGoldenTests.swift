import AssayBase
import AssayExplanations
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// Maps of the trained digits networks against Captum.
@Suite struct ExplanationsGoldenTests {
  @Test func gradients() throws {
    try Subject.check(Set(Self.plain.keys)) { goldenCase, subject in
      guard let explanation = Self.plain[goldenCase.op] else { return nil }
      let maps = try subject.maps(explanation)
      return [try goldenCase.compare(maps.elements, shape: maps.shape.dimensions, with: "map")].compactMap { $0 }
    }
  }

  @Test func integratedGradients() throws {
    try Subject.check(["integrated_gradients"]) { goldenCase, subject in
      guard let steps = goldenCase.params["steps"]?.int, let name = goldenCase.params["rule"]?.string else {
        return nil
      }
      let isCaptumTrapezoid = name == "riemann_trapezoid_captum"
      guard let rule = isCaptumTrapezoid ? .trapezoid : Self.rules[name] else { return nil }
      let shape = subject.images.shape
      var baseline = Tensor.zeros(shape)
      if goldenCase.inputRoles.contains("baseline") {
        let image = try goldenCase.input("baseline")
        baseline = Tensor(shape: Shape(image.shape), elements: image.floats).broadcast(to: shape)
      }
      // Captum's trapezoid has n points but divides by n instead of the n − 1 intervals between them.
      let factor = isCaptumTrapezoid ? Float(steps - 1) / Float(steps) : 1
      let method = Explanation.integratedGradients(
        steps: steps, baseline: .images(baseline), rule: rule, tolerance: nil)
      let maps = try subject.maps(method) * factor
      let (images, baselines) = (try subject.scores(subject.images), try subject.scores(baseline))
      let deltas = maps.sumPerExample().elements.enumerated().map { $1 - (images[$0] - baselines[$0]) }
      return try goldenCase.compareAll(["map": maps.elements, "convergence_delta": deltas])
    }
  }

  @Test func smoothing() throws {
    let summaries: [String: Smoothed.Summary] = [
      "smoothgrad": .mean, "smoothgrad_sq": .meanSquare, "vargrad": .variance,
    ]
    try Subject.check(Set(summaries.keys)) { goldenCase, subject in
      guard let summary = summaries[goldenCase.op], let samples = goldenCase.params["samples"]?.int,
        goldenCase.params["noise"]?.string == "x + noise[n, k], not clipped",
        let name = goldenCase.params["inner"]?.string
      else { return nil }
      let noise = try goldenCase.tensor("noise").reshaped(
        to: subject.images.shape.withFirst(subject.images.shape[0] * samples))
      let method = Explanation(
        Smoothed(over: try Self.inner(name, of: goldenCase), samples: samples, noise: .given(noise), by: summary))
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  /// "saliency", "gradient", or "ig20" for integrated gradients of 20 points from black.
  ///
  /// The manifest does not say which rule: the middles of the intervals meet the figures.
  private static func inner(_ name: String, of goldenCase: GoldenCase) throws -> Explanation {
    if let plain = plain[name] { return plain }
    guard name.hasPrefix("ig"), let steps = Int(name.dropFirst(2)) else {
      throw AssayError(
        .unsupported, "there is no such inner method", expected: "saliency, gradient or igN", found: name,
        at: "golden case \(goldenCase.name)")
    }
    return .integratedGradients(steps: steps, rule: .middle, tolerance: nil)
  }

  @Test func gradientSHAP() throws {
    try Subject.check(["gradient_shap"]) { goldenCase, subject in
      guard let samples = goldenCase.params["samples"]?.int else { return nil }
      let baselines = try goldenCase.tensor("baselines")
      let method = Explanation(
        GradientSHAP(
          baselines: (0..<baselines.shape[0]).map { .images(baselines.rows([$0])) }, samples: samples,
          noise: .given(try goldenCase.tensor("noise")),
          places: .given(
            positions: try goldenCase.input("alpha").floats, baselines: try goldenCase.input("baseline_index").integers)
        ))
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  private static let plain: [String: Explanation] = [
    "saliency": .saliency, "gradient": .gradient, "input_x_gradient": .inputTimesGradient,
  ]

  private static let rules: [String: QuadratureRule] = [
    "riemann_left": .left, "riemann_right": .right, "riemann_middle": .middle, "trapezoid": .trapezoid,
    "gausslegendre": .gaussLegendre,
  ]
}

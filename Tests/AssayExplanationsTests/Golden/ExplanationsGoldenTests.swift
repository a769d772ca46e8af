import AssayExplanations
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// Maps of the trained digits networks against Captum.
@Suite struct ExplanationsGoldenTests {
  @Test func gradients() throws {
    let explanations: [String: Explanation] = [
      "saliency": .saliency, "gradient": .gradient, "input_x_gradient": .inputTimesGradient,
    ]
    try Subject.check(Set(explanations.keys)) { goldenCase, subject in
      guard let explanation = explanations[goldenCase.op] else { return nil }
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

  private static let rules: [String: QuadratureRule] = [
    "riemann_left": .left, "riemann_right": .right, "riemann_middle": .middle, "trapezoid": .trapezoid,
    "gausslegendre": .gaussLegendre,
  ]
}

import AssayBase
import AssayExplanations
import AssayTensor

/// The methods that go by gradients, with few points.
enum GradientMethods {
  static let plain: [Explanation] = [.gradient, .saliency, .inputTimesGradient]

  static let integrated: [Explanation] = [
    .integratedGradients(steps: 7, tolerance: 0.02),
    .integratedGradients(steps: 5, baseline: .uniform(0.5), rule: .gaussLegendre, tolerance: nil),
    .integratedGradients(steps: 4, baselines: [.black, .white], tolerance: nil),
    .integratedGradients(steps: 3, baseline: .blurred(deviation: 1.5), tolerance: nil),
  ]

  static let smoothed: [Explanation] = [
    .smoothGrad(samples: 5),
    .smoothGradSquared(over: .saliency, samples: 4, deviation: .pixels(0.1), seed: 3),
    .varGrad(over: .inputTimesGradient, samples: 3),
    .smoothGrad(over: .integratedGradients(steps: 3, tolerance: nil), samples: 2),
  ]

  static let expected: [Explanation] = [
    .gradientSHAP(baselines: [.black, .white, .blurred(deviation: 1)], samples: 6)
  ]

  static let all: [Explanation] = plain + integrated + smoothed + expected
}

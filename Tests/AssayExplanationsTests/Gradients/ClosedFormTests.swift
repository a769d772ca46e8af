import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// On linear and quadratic functions the gradient methods have closed forms.
@Suite struct ClosedFormTests {
  private let key = RandomKey(seed: 91)
  private let shape: Shape = [2, 3, 4]
  private let labels = [0, 2, 1, 2]

  private var images: Tensor { .uniform(0, 1, shape: [4, 2, 3, 4], key: key.derived("images")) }
  private var squares: Tensor { .uniform(-1, 1, shape: [3, 24], key: key.derived("squares")) }
  private var factors: Tensor { .uniform(-1, 1, shape: [3, 24], key: key.derived("factors")) }

  private var linear: FunctionModel { .quadratic(shape, squares: .zeros([3, 24]), factors: factors) }
  private var quadratic: FunctionModel { .quadratic(shape, squares: squares, factors: factors) }

  /// The rows of the labels as images.
  private func ofLabels(_ rows: Tensor) -> Tensor { rows.rows(labels).reshaped(to: [4, 2, 3, 4]) }

  private func maps(_ method: Explanation, _ model: FunctionModel) throws -> Tensor {
    try method.maps(of: model, images: images, labels: labels)
  }

  @Test func noiseDoesNotMoveTheGradientOfALinearFunction() throws {
    let weights = ofLabels(factors)
    #expect(largestDistance(try maps(.smoothGrad(samples: 7), linear), weights) < 1e-6)
    #expect(largestDistance(try maps(.smoothGradSquared(samples: 7), linear), weights.squared()) < 1e-6)
    #expect(largestDistance(try maps(.varGrad(samples: 7), linear), .zeros(weights.shape)) < 1e-12)
  }

  @Test func varianceOfAQuadraticFunctionsGradient() throws {
    // The gradient is 2ax + b, so its variance is 4a² times the noise's; of 4,000 samples within 10 %.
    let method = Explanation.varGrad(samples: 4_000, deviation: .pixels(0.2))
    let expected = ofLabels(squares).squared() * (4 * 0.2 * 0.2)
    let ratios = try maps(method, quadratic) / expected
    #expect(ratios.elements.allSatisfy { abs($0 - 1) < 0.1 })
    let mean = try maps(.smoothGrad(samples: 4_000, deviation: .pixels(0.2)), quadratic)
    let gradient = ofLabels(squares) * images * 2 + ofLabels(factors)
    #expect(largestDistance(mean, gradient) < 2 * 0.2 * 4 / Float(4_000).squareRoot())
  }

  @Test func varianceIsMeanSquareLessSquaredMean() throws {
    for inner in [Explanation.gradient, .saliency, .inputTimesGradient] {
      let mean = try maps(.smoothGrad(over: inner, samples: 9, seed: 5), quadratic)
      let square = try maps(.smoothGradSquared(over: inner, samples: 9, seed: 5), quadratic)
      let variance = try maps(.varGrad(over: inner, samples: 9, seed: 5), quadratic)
      #expect(largestDistance(variance, square - mean.squared()) < 1e-5)
      #expect(variance.elements.allSatisfy { $0 >= 0 })
    }
  }

  @Test func noiseOfNoDeviationIsNone() throws {
    for deviation in [NoiseDeviation.pixels(0), .ofRange(0)] {
      let smooth = try maps(.smoothGrad(samples: 4, deviation: deviation), quadratic)
      #expect(largestDistance(smooth, try maps(.gradient, quadratic)) < 1e-6)
    }
    // A picture of one colour has no range.
    let flat = Tensor(repeating: 0.4, shape: [1, 2, 3, 4])
    let smooth = try Explanation.smoothGrad(samples: 4, deviation: .ofRange(0.5)).maps(
      of: quadratic, images: flat, labels: [1])
    let plain = try Explanation.gradient.maps(of: quadratic, images: flat, labels: [1])
    #expect(largestDistance(smooth, plain) < 1e-6)
  }

  @Test func noiseGrowsWithTheRange() throws {
    let image = images.rows([0])
    let range = (image.elements.max() ?? 0) - (image.elements.min() ?? 0)
    let relative = Explanation.varGrad(samples: 6, deviation: .ofRange(0.2))
    let absolute = Explanation.varGrad(samples: 6, deviation: .pixels(0.2 * Double(range)))
    let maps = try [relative, absolute].map { try $0.maps(of: quadratic, images: image, labels: [0]) }
    #expect(largestDistance(maps[0], maps[1]) < 1e-5)
  }

  @Test func seedsDecideTheNoise() throws {
    for method in [Explanation.smoothGrad, Explanation.varGrad] {
      let first = try maps(method(.gradient, 4, .pixels(0.1), 1), quadratic)
      #expect(haveSameBits(first, try maps(method(.gradient, 4, .pixels(0.1), 1), quadratic)))
      #expect(!haveSameBits(first, try maps(method(.gradient, 4, .pixels(0.1), 2), quadratic)))
    }
    let ways = try [1, 1, 2].map { try maps(.gradientSHAP(samples: 3, seed: $0), quadratic) }
    #expect(haveSameBits(ways[0], ways[1]) && !haveSameBits(ways[0], ways[2]))
  }

  @Test func integratedGradientsOfAQuadraticFunction() throws {
    // The gradient is linear on the path, so the middle alone integrates it: a(x² − b²) + c(x − b).
    let path: (Tensor) -> Tensor = { [self] baseline in
      ofLabels(squares) * (images.squared() - baseline.squared()) + ofLabels(factors) * (images - baseline)
    }
    let ones = Tensor(repeating: 1, shape: images.shape)
    let method: ([ExplanationBaseline]) -> Explanation = {
      .integratedGradients(steps: 1, baselines: $0, tolerance: nil)
    }
    #expect(largestDistance(try maps(method([.white]), quadratic), path(ones)) < 2e-6)
    let both = try maps(method([.black, .white]), quadratic)
    #expect(largestDistance(both, (path(.zeros(images.shape)) + path(ones)) / 2) < 2e-6)
    let mean = ones * 0.25
    let averaged = try maps(method([try .mean(of: .concatenating([mean, mean * 3], axis: 0))]), quadratic)
    #expect(largestDistance(averaged, path(ones * 0.5)) < 2e-6)
  }

  @Test func blurredBaselines() throws {
    let blurred: (Double) throws -> Tensor = { deviation in
      try maps(.integratedGradients(steps: 1, baseline: .blurred(deviation: deviation), tolerance: nil), linear)
    }
    // A blur of nothing is the image itself; a wide one leaves each channel's mean nearly everywhere.
    #expect(try blurred(0).elements.allSatisfy { $0 == 0 })
    let sums = try blurred(1).sumPerExample().elements
    #expect(sums.allSatisfy { $0.isFinite && $0 != 0 })
    let flat = try Explanation.integratedGradients(steps: 1, baseline: .blurred(deviation: 2), tolerance: nil).maps(
      of: linear, images: Tensor(repeating: 0.5, shape: [1, 2, 3, 4]), labels: [0])
    #expect(flat.elements.allSatisfy { abs($0) < 1e-6 })
  }

  @Test func gradientSHAPOfALinearFunction() throws {
    // Without noise every sample is the weights times the way from its baseline.
    let single = try maps(.gradientSHAP(baselines: [.white], samples: 5, deviation: .pixels(0)), linear)
    #expect(largestDistance(single, ofLabels(factors) * (images - 1)) < 2e-6)
    let reference = Tensor.uniform(0, 1, shape: [1, 2, 3, 4], key: key.derived("reference"))
    let expected = try maps(.expectedGradients(over: reference, samples: 5), linear)
    let ways = images - reference.rows([0, 0, 0, 0])
    #expect(largestDistance(expected, ofLabels(factors) * ways) < 2e-6)
  }

  @Test func expectedGradientsBecomeComplete() throws {
    let references = Tensor.uniform(0, 1, shape: [6, 2, 3, 4], key: key.derived("references"))
    let sums = try maps(.expectedGradients(over: references, samples: 20_000), quadratic).sumPerExample().elements
    let scores = try quadratic.scores(for: images, ExplainedScores(of: labels)).elements
    for (row, label) in labels.enumerated() {
      let base = try quadratic.scores(for: references, ExplainedScores(of: Array(repeating: label, count: 6))).mean()
      #expect(abs(sums[row] - (scores[row] - base.scalar)) < 0.1, "image \(row)")
    }
  }
}

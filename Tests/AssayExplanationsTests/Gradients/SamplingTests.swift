import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Many samples and many images pass in parts of bounded size, and bad settings are refused.
@Suite struct SamplingTests {
  private let key = RandomKey(seed: 95)
  private let network = Network(.digitsSmall, key: RandomKey(seed: 96))

  @Test func passesHaveABound() throws {
    let shape: Shape = [1, 64, 64]
    let weights = Tensor.uniform(-1, 1, shape: [2, 4096], key: key)
    let methods: [Explanation] = [
      .integratedGradients(steps: 300, tolerance: nil), .smoothGrad(samples: 300), .gradientSHAP(samples: 300),
      .varGrad(over: .integratedGradients(steps: 40, tolerance: nil), samples: 20),
    ]
    for method in methods {
      let model = FunctionModel(shape, classes: 2) { $0.flattened().linear(weight: weights, bias: nil) }
      try ComputeContext.with(threads: 2) {
        _ = try method.maps(of: model, images: .zeros([3, 1, 64, 64]), labels: [0, 1, 0])
      }
      // 4 MiB of pixels are 256 images of 64×64.
      #expect(model.largestBatch <= 256 && model.largestBatch > 128, "\(method): \(model.largestBatch)")
    }
  }

  @Test func manyImagesComeInParts() throws {
    // More images than a pass takes.
    let weights = Tensor.uniform(-1, 1, shape: [2, 1024], key: key)
    let images = Tensor.uniform(0, 1, shape: [1_100, 1, 32, 32], key: key.derived("images"))
    let labels = (0..<1_100).map { $0 % 2 }
    for method in [Explanation.integratedGradients(steps: 2, tolerance: nil), .smoothGrad(samples: 2)] {
      let model = FunctionModel([1, 32, 32], classes: 2) { $0.squared().flattened().linear(weight: weights, bias: nil) }
      let maps = try method.maps(of: model, images: images, labels: labels)
      #expect(model.largestBatch == 512)
      let rows = [0, 3, 511, 512, 1_023, 1_024, 1_099]
      let some = try method.maps(of: model, images: images.rows(rows), labels: rows.map { labels[$0] })
      #expect(haveSameBits(maps.rows(rows), some), "\(method)")
    }
  }

  @Test func settingsOutOfRange() {
    let methods: [(Explanation, String)] = [
      (.smoothGrad(samples: 0), "samples"), (.varGrad(samples: -3), "samples"),
      (.smoothGradSquared(samples: 100_001), "samples"), (.gradientSHAP(samples: 0), "samples"),
      (.smoothGrad(deviation: .ofRange(-0.1)), "deviation"), (.varGrad(deviation: .pixels(.nan)), "deviation"),
      (.gradientSHAP(deviation: .pixels(.infinity)), "deviation"), (.gradientSHAP(baselines: []), "baselines"),
      (.smoothGrad(deviation: .pixels(1e300)), "deviation"),
      (.integratedGradients(baselines: []), "baselines"), (.integratedGradients(baseline: .uniform(.nan)), "baseline"),
      (.integratedGradients(baseline: .blurred(deviation: -1)), "baseline"),
      (.integratedGradients(baseline: .blurred(deviation: .infinity)), "baseline"),
      (.smoothGrad(over: .integratedGradients(steps: 0)), "steps"),
      (.smoothGrad(over: .smoothGrad(samples: 0)), "samples"),
    ]
    for (method, setting) in methods {
      let error = fault { _ = try method.maps(of: network, images: .zeros([1, 1, 8, 8]), labels: [0]) }
      #expect(error?.kind == .invalidArgument && error?.location == setting, "\(method)")
    }
  }

  @Test func baselinesThatDoNotFit() throws {
    for method in [
      Explanation.gradientSHAP(baselines: [.images(.zeros([1, 1, 4, 4]))]),
      try .expectedGradients(over: .zeros([5, 3, 8, 8])),
      .integratedGradients(baselines: [.black, .images(.zeros([2, 1, 8, 8]))]),
    ] {
      let error = fault { _ = try method.maps(of: network, images: .zeros([3, 1, 8, 8]), labels: [0, 1, 2]) }
      #expect(error?.kind == .shapeMismatch && error?.location == "baseline", "\(method)")
    }
    let empty = fault { _ = try Explanation.expectedGradients(over: .zeros([0, 1, 8, 8])) }
    #expect(empty?.kind == .shapeMismatch && empty?.location == "references")
    let none = fault { _ = try ExplanationBaseline.mean(of: .zeros([0, 1, 8, 8])) }
    #expect(none?.kind == .shapeMismatch)
  }

  @Test func errorsSayWhichPointsWereEvaluated() {
    let impossible = Explanation.integratedGradients(steps: 1, tolerance: 1e-12)
    let images = Tensor.uniform(0, 1, shape: [2, 1, 8, 8], key: key)
    let error = fault {
      _ = try Explanation.smoothGrad(over: impossible, samples: 2).maps(of: network, images: images, labels: [0, 1])
    }
    #expect(error?.kind == .limitExceeded && error?.location == "points 0..<2 around images 0..<2, image 0")
  }

  @Test func blackBoxesHaveNoGradients() {
    struct Answers: Classifier {
      let name = "answers"
      let inputShape: Shape = [1, 8, 8]
      let classCount = 2
      func logits(for images: Tensor) -> Logits { Logits(.zeros([images.shape[0], 2])) }
    }
    for method in GradientMethods.all {
      let error = fault { _ = try method.maps(of: Answers(), images: .zeros([1, 1, 8, 8]), labels: [0]) }
      #expect(error?.kind == .unsupported, "\(method)")
    }
  }

  @Test func descriptions() throws {
    let texts: [(String, String)] = [
      ("smoothgrad", "SmoothGrad of gradient (100 samples, σ 15 % of the range)"),
      ("smoothgrad:of=saliency,samples=50,pixels=0.1", "SmoothGrad of saliency (50 samples, σ 0.1)"),
      ("smoothgrad-squared:deviation=0.2", "SmoothGrad squared of gradient (100 samples, σ 20 % of the range)"),
      ("vargrad:samples=3", "VarGrad of gradient (3 samples, σ 15 % of the range)"),
      ("gradient-shap:baseline=black+white", "gradient SHAP (100 samples, σ 15 % of the range, black and white)"),
      (
        "integrated-gradients:baseline=blurred:2.5+gray",
        "integrated gradients (64 steps or more, to 0.5 %, blurred by 2.5 pixels and all 0.5)"
      ),
    ]
    for (text, description) in texts { #expect(try Explanation(parsing: text).description == description) }
    let expected = try Explanation.expectedGradients(over: .zeros([9, 1, 8, 8]), samples: 30)
    #expect(expected.description == "expected gradients (30 samples, 9 baselines)")
    for text in ["smoothgrad:deviation=0.1,pixels=0.1", "smoothgrad:of=nothing", "integrated-gradients:baseline=+"] {
      let error = fault { _ = try Explanation(parsing: text) }
      #expect(error?.kind == .invalidArgument || error?.kind == .unknownName, "\(text)")
    }
  }
}

import AssayBase
import AssayTensor

extension Explanation {
  /// Gradient SHAP: the mean gradient on ways from random baselines to noisy copies of the image, times the ways.
  ///
  /// Each sample is a random place on a random way (Lundberg and Lee 2017, with the noise of Smilkov et al. 2017).
  /// Approximates Shapley values for models that are nearly linear between baseline and image. Maps sum to the score of
  /// the image less the mean of the baselines' in expectation only. Random numbers come from streams of the seed and the
  /// sample alone, so an image gets the same map in any batch. Costs a gradient a sample; memory does not grow with them:
  /// a pass takes at most 512 points, of 4 MiB of pixels or four a thread.
  ///
  /// - Parameters:
  ///   - baselines: What ways begin at, all equally likely.
  ///   - samples: The number of places.
  ///   - deviation: How strong the noise on the image is.
  ///   - seed: What baselines, places and noise come from.
  public static func gradientSHAP(
    baselines: [ExplanationBaseline] = [.black], samples: Int = 100, deviation: NoiseDeviation = .ofRange(0.15),
    seed: UInt64 = 0
  ) -> Explanation {
    Explanation(
      GradientSHAP(
        baselines: baselines, samples: samples, noise: .normal(deviation, seed: seed), places: .random(seed: seed)))
  }

  /// Expected gradients: integrated gradients averaged over baselines drawn from a data set (Erion et al. 2021).
  ///
  /// - Parameters:
  ///   - references: The images that baselines are drawn from, R×C×H×W; no image is nobody's baseline.
  ///   - samples: The number of pairs of baseline and place on the way from it.
  ///   - seed: What both come from.
  /// - Throws: `AssayError(.shapeMismatch)` unless there is a reference at least.
  public static func expectedGradients(
    over references: Tensor, samples: Int = 200, seed: UInt64 = 0
  ) throws -> Explanation {
    guard references.shape.rank == 4, references.shape[0] > 0 else {
      throw AssayError(
        .shapeMismatch, "expected gradients need images to draw baselines from", expected: "R×C×H×W, R ≥ 1",
        found: "\(references.shape)", at: "references")
    }
    let baselines = (0..<references.shape[0]).map { ExplanationBaseline.images(references.detached.rows([$0])) }
    return Explanation(
      GradientSHAP(
        "expected gradients", baselines: baselines, samples: samples, noise: nil, places: .random(seed: seed)))
  }
}

extension ExplanationForm {
  static let gradientSHAP = ExplanationForm(
    "gradient-shap", needs: .gradients, "the expected gradient on ways from baselines to noisy copies, times the way",
    settings: "samples=100,deviation=0.15,baseline=black,seed=0", extras: "pixels=σ"
  ) { shared, settings in
    .gradientSHAP(
      baselines: try shared.baselines(&settings), samples: try settings.int("samples") ?? 100,
      deviation: try NoiseDeviation(&settings, otherwise: .ofRange(0.15)), seed: try shared.seed(&settings))
  }
}

import AssayBase

extension Explanation {
  /// SmoothGrad: the mean of an explanation's maps of noisy copies of the image (Smilkov et al. 2017, section 3).
  ///
  /// Noise is normal and not clipped; it comes from streams of the seed and the sample alone, so an image gets the same
  /// map in any batch. Costs `samples` maps; memory does not grow with them: a pass takes at most 512 points, of
  /// 4 MiB of pixels or four a thread.
  ///
  /// - Parameters:
  ///   - inner: What is averaged: any explanation; the signed gradient, as in the paper, unless given.
  ///   - samples: The number of noisy copies.
  ///   - deviation: How strong the noise is; 10 to 20 % of the image's range in the paper.
  ///   - seed: What the noise comes from.
  public static func smoothGrad(
    over inner: Explanation = .gradient, samples: Int = 100, deviation: NoiseDeviation = .ofRange(0.15),
    seed: UInt64 = 0
  ) -> Explanation { smoothed(over: inner, samples, deviation, seed, by: .mean) }

  /// SmoothGrad squared: the mean of the squared maps of noisy copies (Hooker et al. 2019).
  ///
  /// Noise, cost and memory are those of ``smoothGrad(over:samples:deviation:seed:)``.
  public static func smoothGradSquared(
    over inner: Explanation = .gradient, samples: Int = 100, deviation: NoiseDeviation = .ofRange(0.15),
    seed: UInt64 = 0
  ) -> Explanation { smoothed(over: inner, samples, deviation, seed, by: .meanSquare) }

  /// VarGrad: the variance of the maps of noisy copies (Adebayo et al. 2018, "Local explanation methods").
  ///
  /// The mean of their squares less the square of their mean, divided by their number, not by one less. Noise, cost and memory are those of ``smoothGrad(over:samples:deviation:seed:)``.
  public static func varGrad(
    over inner: Explanation = .gradient, samples: Int = 100, deviation: NoiseDeviation = .ofRange(0.15),
    seed: UInt64 = 0
  ) -> Explanation { smoothed(over: inner, samples, deviation, seed, by: .variance) }

  private static func smoothed(
    over inner: Explanation, _ samples: Int, _ deviation: NoiseDeviation, _ seed: UInt64, by summary: Smoothed.Summary
  ) -> Explanation {
    Explanation(Smoothed(over: inner, samples: samples, noise: .normal(deviation, seed: seed), by: summary))
  }
}

extension ExplanationForm {
  static let smoothGrad = smoothing(
    "smoothgrad", "the mean of a method's maps of noisy copies", Explanation.smoothGrad)
  static let smoothGradSquared = smoothing(
    "smoothgrad-squared", "the mean of the squares of such maps", Explanation.smoothGradSquared)
  static let varGrad = smoothing("vargrad", "the variance of such maps", Explanation.varGrad)

  private static func smoothing(
    _ name: String, _ abstract: String,
    _ make: @escaping @Sendable (Explanation, Int, NoiseDeviation, UInt64) -> Explanation
  ) -> ExplanationForm {
    ExplanationForm(
      name, needs: .gradients, abstract, settings: "of=gradient,samples=100,deviation=0.15,seed=0", extras: "pixels=σ"
    ) { shared, settings in
      let inner = try Explanation(
        parsing: settings.text("of") ?? "gradient", baseline: shared.baseline, seed: shared.seed)
      return make(
        inner, try settings.int("samples") ?? 100, try NoiseDeviation(&settings, otherwise: .ofRange(0.15)),
        try shared.seed(&settings))
    }
  }
}

extension NoiseDeviation {
  /// The setting `deviation`, a share of the image's range, or `pixels`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when both are given.
  init(_ settings: inout Settings, otherwise usual: NoiseDeviation) throws {
    switch (try settings.number("deviation"), try settings.number("pixels")) {
    case (nil, nil): self = usual
    case (let share?, nil): self = .ofRange(share)
    case (nil, let pixels?): self = .pixels(pixels)
    case (let share?, let pixels?):
      throw AssayError(
        .invalidArgument, "noise has one deviation", expected: "deviation=SHARE or pixels=σ",
        found: "deviation=\(share), pixels=\(pixels)")
    }
  }
}

extension Explanation {
  /// Integrated gradients: the path integral of the gradient from a baseline to the image
  /// (Sundararajan, Taly and Yan 2017, section 3).
  ///
  /// The map should sum to the difference of the scores of image and baseline. The integral is a sum over points of the
  /// path; for images whose map misses that difference by more than `tolerance`, the number of points is doubled until
  /// it does not. Costs one gradient a point. Memory does not grow with them: a pass takes at most 512 points, of
  /// 4 MiB of pixels or four a thread.
  ///
  /// - Parameters:
  ///   - steps: The number of points to begin with, or, without a tolerance, the number of points.
  ///   - baseline: The image that stands for "nothing there".
  ///   - rule: Where the points are.
  ///   - tolerance: The largest relative gap; `nil` takes `steps` points and asks no more: as training wants it, since the
  ///     derivative of a map keeps the activations of all points. ``maps(of:images:labels:target:)`` throws when 256 times
  ///     `steps` points do not reach it.
  public static func integratedGradients(
    steps: Int = 64, baseline: ExplanationBaseline = .black, rule: QuadratureRule = .middle, tolerance: Double? = 0.005
  ) -> Explanation {
    .integratedGradients(steps: steps, baselines: [baseline], rule: rule, tolerance: tolerance)
  }

  /// Integrated gradients from several baselines, averaged.
  ///
  /// `[.black, .white]` sees dark pixels as well as bright ones, where a single baseline is blind to its own colour
  /// (Sturmfels, Lundberg and Lee 2020). The map should sum to the score of the image less the mean of the baselines'; each baseline's part is held to
  /// `tolerance`. Costs what one baseline does, for each.
  public static func integratedGradients(
    steps: Int = 64, baselines: [ExplanationBaseline], rule: QuadratureRule = .middle, tolerance: Double? = 0.005
  ) -> Explanation {
    Explanation(IntegratedGradients(steps: steps, baselines: baselines, rule: rule, tolerance: tolerance))
  }
}

extension ExplanationForm {
  static let integratedGradients = ExplanationForm(
    "integrated-gradients", needs: .gradients, "the mean gradient on the way from a baseline, times the way",
    settings: "steps=64,tolerance=0.005,baseline=black,rule=middle"
  ) { shared, settings in
    .integratedGradients(
      steps: try settings.int("steps") ?? 64, baselines: try shared.baselines(&settings),
      rule: try settings.choice("rule") ?? .middle, tolerance: try settings.number("tolerance") ?? 0.005)
  }
}

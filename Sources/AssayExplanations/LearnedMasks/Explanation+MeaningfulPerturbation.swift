extension Explanation {
  /// Meaningful perturbation: a learnt mask that deletes the least that lowers the score (Fong and Vedaldi 2017).
  ///
  /// For each image it seeks the mask m from 0 (deleted) to 1 (kept) that minimises
  /// f(x m + b (1 − m)) + area · mean(1 − m) + smoothness · mean |∇m|³, the deletion game (section 4.2)
  /// with both terms against artefacts (4.3), and shows 1 − m, the same for all channels. Means stand where the paper sums,
  /// and ∇ is per 28th of the side, so that settings fit images of any size; its λ of 1e-4 and 1e-2 for 28×28 masks are an
  /// area of 0.08 and a smoothness of 8.
  ///
  /// The mask has one number for `cell` × `cell` pixels, enlarged by bilinear interpolation. It starts at one half
  /// everywhere, where few models are saturated, and moves by `steps` steps of Adam. Before each step image and baseline
  /// are shifted by up to `jitter` pixels under the mask, so that it cannot use artefacts of single pixels. What is found is
  /// a local minimum. Costs one gradient a step; memory grows neither with steps nor with the number of images.
  ///
  /// - Parameters:
  ///   - steps: The number of steps.
  ///   - cell: The side of a cell; unless given, a 28th of the image's shorter side.
  ///   - area: How much deleting everything costs, in units of the score.
  ///   - smoothness: How much steep masks cost.
  ///   - jitter: The largest shift; unless given, a 56th of the image's shorter side.
  ///   - stepSize: Adam's learning rate.
  ///   - baseline: What shows where the image is deleted.
  ///   - output: The score that is lowered.
  ///   - seed: What shifts are drawn from.
  public static func meaningfulPerturbation(
    steps: Int = 300, cell: Int? = nil, area: Double = 0.08, smoothness: Double = 8, jitter: Int? = nil,
    stepSize: Double = 0.1, baseline: ExplanationBaseline = .black, of output: ExplainedOutput = .probability,
    seed: UInt64 = 0
  ) -> Explanation {
    Explanation(
      MeaningfulPerturbation(
        steps: steps, cell: cell, area: area, smoothness: smoothness, jitter: jitter, stepSize: stepSize,
        baseline: baseline, output: output, seed: seed))
  }
}

extension ExplanationForm {
  static let meaningfulPerturbation = ExplanationForm(
    "meaningful-perturbation", needs: .gradients, "a learnt mask that deletes the least that lowers the score",
    settings: "steps=300,area=0.08,smoothness=8,step-size=0.1,baseline=black,output=probability,seed=0",
    extras: "cell=PIXELS,jitter=PIXELS"
  ) { shared, settings in
    .meaningfulPerturbation(
      steps: try settings.int("steps") ?? 300, cell: try settings.int("cell"),
      area: try settings.number("area") ?? 0.08, smoothness: try settings.number("smoothness") ?? 8,
      jitter: try settings.int("jitter"), stepSize: try settings.number("step-size") ?? 0.1,
      baseline: try shared.baseline(&settings), of: try settings.choice("output") ?? .probability,
      seed: try shared.seed(&settings))
  }
}

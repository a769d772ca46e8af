extension Explanation {
  /// DeepLIFT by the rescale rule (Shrikumar, Greenside and Kundaje 2017, section 3.5.1): contributions to the difference of
  /// the scores of image and baseline.
  ///
  /// Maps sum to that difference but for rounding. Activations pass what arrives times the slope of the chord from baseline
  /// to image; a maximum's change is its winners'; of a product (squeeze and excitation) each factor stands for its change
  /// times the mean of the other. A layer of one's own without an operation in the plan is refused by name, and so is local
  /// response normalisation. Costs about two forward passes and a backward pass; memory: the activations of all layers for
  /// both, 64 MiB of them or one image a thread.
  ///
  /// - Parameter baseline: The image that stands for "nothing there".
  public static func deepLIFT(baseline: ExplanationBaseline = .black) -> Explanation {
    Explanation(DeepLIFT(baseline: baseline))
  }
}

extension ExplanationForm {
  static let deepLIFT = ExplanationForm(
    "deeplift", needs: .layers, "contributions to the difference from a baseline", settings: "baseline=black"
  ) { shared, settings in .deepLIFT(baseline: try shared.baseline(&settings)) }
}

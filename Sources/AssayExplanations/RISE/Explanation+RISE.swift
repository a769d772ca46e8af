import AssayTensor

extension Explanation {
  /// RISE: random masks, weighted by the scores of the images that they leave (Petsiuk, Das and Saenko 2018, equation 6).
  ///
  /// With m the masks and b the baseline, Σ f(x m + b (1 − m)) m / (count · keeping): the mean score while a pixel is kept.
  /// The same for all channels, never negative for probabilities, and with a level of its own in pixels that do not matter:
  /// compare pixels, not their signs. One answer of the model for each mask; the same masks for every image.
  ///
  /// - Parameters:
  ///   - masks: The number of masks; the authors take 4,000 to 8,000 for 224×224 pixels.
  ///   - cells: The rows and columns of cells that a mask is enlarged from.
  ///   - keeping: The probability of a cell to be kept.
  ///   - baseline: What shows where a mask is 0.
  ///   - output: What of the model's answer weighs the masks.
  ///   - seed: What masks are drawn from.
  public static func rise(
    masks: Int = 4000, cells: Int = 7, keeping: Double = 0.5, baseline: ExplanationBaseline = .black,
    of output: ExplainedOutput = .probability, seed: UInt64 = 0
  ) -> Explanation {
    let masks = RandomMasks(source: .drawn(count: masks, cells: cells, seed: seed), keeping: keeping)
    return Explanation(RISE(masks: masks, baseline: baseline, output: output))
  }

  /// RISE with masks of one's own.
  ///
  /// - Parameters:
  ///   - masks: K×1×H×W shares of the pixels to keep.
  ///   - keeping: What a mask keeps of a pixel on average.
  public static func rise(
    masks: Tensor, keeping: Double, baseline: ExplanationBaseline = .black, of output: ExplainedOutput = .probability
  ) -> Explanation {
    Explanation(
      RISE(masks: RandomMasks(source: .given(masks), keeping: keeping), baseline: baseline, output: output))
  }
}

extension ExplanationForm {
  static let rise = ExplanationForm(
    "rise", needs: .answers, "the mean of random masks, weighted by the scores of what they leave",
    settings: "masks=4000,cells=7,keeping=0.5,baseline=black,output=probability,seed=0"
  ) { shared, settings in
    .rise(
      masks: try settings.int("masks") ?? 4000, cells: try settings.int("cells") ?? 7,
      keeping: try settings.number("keeping") ?? 0.5, baseline: try shared.baseline(&settings),
      of: try settings.choice("output") ?? .probability, seed: try shared.seed(&settings))
  }
}

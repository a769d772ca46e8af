import AssayBase
import AssayImages

/// Local interpretable model-agnostic explanations: a linear model of what the superpixels of one image do.
///
/// Ribeiro, Singh and Guestrin, "“Why Should I Trust You?” Explaining the Predictions of Any Classifier" (KDD 2016),
/// section 3. The image is cut into superpixels; copies of it hide some of them; the model's probability of the explained
/// class is regressed on which are shown, copies that show more counting more. Needs nothing of the model but its answers.
///
/// Copies are drawn from the seed alone, so every image of a batch gets those that it would get alone.
public struct LIME: Sendable {
  /// What a copy has in the place of hidden superpixels.
  public enum Hiding: Sendable {
    /// Each the mean colour of its own pixels.
    case meanColour
    /// What the baseline has in that place.
    case baseline(ExplanationBaseline)
  }

  /// Which superpixels the linear model is made of.
  public enum Selection: String, Sendable, Hashable, CaseIterable {
    /// All of them, whatever the number asked for.
    case all
    /// Those of the largest coefficients in a regression on all, with a penalty of 0.01.
    case highestWeights = "highest-weights"
    /// One after another, each time the one that lowers the squared error most.
    case forward
    /// All but those taken out one after another, each time the one that raises the squared error least.
    case backward
    /// ``forward`` for up to six, else ``highestWeights``.
    case automatic = "auto"
  }

  /// How images are cut.
  public var segmentation: SegmentationMethod
  /// The number of copies, the whole image among them as the first.
  public var samples: Int
  /// What hidden superpixels show.
  public var hiding: Hiding
  /// The width of √exp(−d²/width²), d being the cosine distance of a copy's superpixels from all of them.
  public var kernelWidth: Double
  /// The weight of the squared coefficients beside the squared error (ridge regression); 0 for plain regression.
  public var penalty: Double
  /// The most superpixels in the linear model; `nil` for all.
  public var features: Int?
  /// Which they are.
  public var selection: Selection
  /// Decides which superpixels each copy hides.
  public var seed: UInt64

  /// The settings of the authors' library for images, with 150 copies: mean colours, a penalty of 1.
  ///
  /// The library numbers superpixels with noise in ties and defaults to 1000 copies.
  public init(
    segmentation: SegmentationMethod = .quickshift(), samples: Int = 150, hiding: Hiding = .meanColour,
    kernelWidth: Double = 0.25, penalty: Double = 1, features: Int? = nil, selection: Selection = .automatic,
    seed: UInt64 = 0
  ) {
    self.segmentation = segmentation
    self.samples = samples
    self.hiding = hiding
    self.kernelWidth = kernelWidth
    self.penalty = penalty
    self.features = features
    self.selection = selection
    self.seed = seed
  }

  /// Hidden superpixels black and a plain weighted regression, with 150 copies: a form found in studies.
  public static let plain = LIME(hiding: .baseline(.black), penalty: 0)

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  public func validate() throws {
    try segmentation.validate()
    try Self.check(samples >= 2 && samples <= 1_000_000, "samples", "from 2 to 1000000", "\(samples)")
    try Self.check(kernelWidth > 0 && kernelWidth.isFinite, "kernelWidth", "positive and finite", "\(kernelWidth)")
    try Self.check(penalty >= 0 && penalty.isFinite, "penalty", "at least 0 and finite", "\(penalty)")
    if let features { try Self.check(features >= 1, "features", "at least 1, or nil for all", "\(features)") }
  }

  private static func check(_ holds: Bool, _ name: String, _ expected: String, _ found: String) throws {
    guard holds else {
      throw AssayError(
        .invalidArgument, "LIME cannot work with this \(name)", expected: expected, found: found, at: name)
    }
  }
}

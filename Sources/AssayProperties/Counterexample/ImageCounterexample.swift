import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations

/// A failing image, as small a change from an example as was found, with all that is needed to try it again.
///
/// Both images are on the 8-bit grid, so what is saved as PNG is exactly what fails.
public struct ImageCounterexample: Sendable, Equatable {
  /// The property that it falsifies.
  public let property: String
  /// What the model is called.
  public let model: String
  /// What the data set is called.
  public let data: String
  /// The example's index in the data set.
  public let index: Int
  /// The file that holds the example, as its folder and name, where it has one of its own.
  public let file: String?
  /// The example's label.
  public let label: Int
  /// What the model says about the failing image.
  public let prediction: Int
  /// The example.
  public let original: ByteImage
  /// The failing image; the example itself where that fails as it is.
  public let failing: ByteImage
  /// The probabilities of the classes for the example.
  public let originalProbabilities: [Float]
  /// The probabilities of the classes for the failing image.
  public let failingProbabilities: [Float]
  /// The names of the classes.
  public let classNames: [String]
  /// How the failing image was found and reduced; `nil` when it is the example itself.
  public let reduction: Reduction?
  /// What an explanation says of both images; `nil` for a claim about answers.
  public let maps: MapEvidence?

  /// The way from the attacked image to the minimal one.
  public struct Reduction: Sendable, Equatable {
    /// The attack that found it.
    public let attack: String
    /// The norm of the ball, as in ``AssayPerturbations/Norm``, and its size.
    public let norm: String
    /// The size of the ball, in units of pixels in [0, 1].
    public let epsilon: Double
    /// The changed pixels before and after.
    public let changedPixelsBefore: Int
    /// The changed pixels of the minimal image.
    public let changedPixels: Int
    /// The summed absolute changes in steps of 1/255, before and after.
    public let totalChangeBefore: Int
    /// The summed absolute changes of the minimal image.
    public let totalChange: Int
    /// The largest change in steps of 1/255.
    public let largestChange: Int
    /// The candidates that were tried.
    public let trials: Int
    /// Whether restoring any one changed pixel stops the failure.
    public let is1Minimal: Bool
  }

  package init(
    property: String, model: String, data: String, index: Int, file: String? = nil, label: Int, prediction: Int,
    original: ByteImage, failing: ByteImage, originalProbabilities: [Float], failingProbabilities: [Float],
    classNames: [String],
    reduction: Reduction?, maps: MapEvidence? = nil
  ) {
    self.property = property
    self.model = model
    self.data = data
    self.index = index
    self.file = file
    self.label = label
    self.prediction = prediction
    self.original = original
    self.failing = failing
    self.originalProbabilities = originalProbabilities
    self.failingProbabilities = failingProbabilities
    self.classNames = classNames
    self.reduction = reduction
    self.maps = maps
  }

  /// An example that fails as it is.
  init(
    unchanged example: Example, of model: some Classifier, request: ExplanationRequest, maps: MapEvidence? = nil
  ) throws {
    let probabilities = try model.probabilities(of: example.image)
    let picture = try ByteImage(example.image)
    self.init(
      property: request.property, model: model.name, data: request.data, index: example.index,
      file: try request.file(at: example.index), label: example.label,
      prediction: try model.label(of: example.image), original: picture, failing: picture,
      originalProbabilities: probabilities, failingProbabilities: probabilities, classNames: request.classNames,
      reduction: nil, maps: maps)
  }

  /// An example whose failing change was reduced.
  ///
  /// - Parameters:
  ///   - search: What found the change, in words.
  ///   - ball: Where it had to stay.
  init(
    _ example: Example, _ reduced: ReducedFailure, of model: some Classifier, _ request: ExplanationRequest,
    found search: String, in ball: PerturbationBall, maps: MapEvidence? = nil
  ) throws {
    let reduction = reduced.reduction
    self.init(
      property: request.property, model: model.name, data: request.data, index: example.index,
      file: try request.file(at: example.index), label: example.label, prediction: reduced.prediction,
      original: reduced.clean, failing: reduced.failing,
      originalProbabilities: try model.probabilities(of: Image(reduced.clean)),
      failingProbabilities: try model.probabilities(of: Image(reduced.failing)), classNames: request.classNames,
      reduction: Reduction(
        attack: search, norm: ball.norm.rawValue, epsilon: ball.epsilon,
        changedPixelsBefore: reduction.changedPixelsBefore, changedPixels: reduction.changedPixels,
        totalChangeBefore: reduction.totalChangeBefore, totalChange: reduction.totalChange,
        largestChange: reduced.largestChange, trials: reduction.trials, is1Minimal: reduction.is1Minimal), maps: maps)
  }
}

extension ImageCounterexample {
  /// One line: which example, what the model says, and how much was changed.
  public var summary: String {
    let subject = "\(place), label \(name(label))"
    let finding = maps.map { ": \($0.finding)" } ?? ""
    guard let reduction else {
      return "\(subject), the model says \(name(prediction)); nothing is changed" + finding
    }
    var text = prediction == label && maps != nil ? "\(subject) still, " : "\(subject) → \(name(prediction)), "
    text += "\(reduction.changedPixels) "
    text += reduction.changedPixels == 1 ? "pixel" : "pixels"
    text += " changed (from \(reduction.changedPixelsBefore)), largest change \(reduction.largestChange)/255"
    return text + (reduction.is1Minimal ? ", read back from PNG" : ", not proven minimal within its budget") + finding
  }

  /// Which example it is: "photos #12 (cat/0042.png)".
  var place: String {
    "\(data) #\(index)" + (file.map { " (\($0))" } ?? "")
  }

  /// What a smaller counterexample is smaller in: changed pixels, then the summed change.
  var size: (Int, Int) { (reduction?.changedPixels ?? 0, reduction?.totalChange ?? 0) }

  /// The name of a class, or its number.
  func name(_ label: Int) -> String {
    classNames.indices.contains(label) ? classNames[label] : "\(label)"
  }
}

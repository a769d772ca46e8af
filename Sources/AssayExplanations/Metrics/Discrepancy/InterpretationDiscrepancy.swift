import AssayBase
import AssayNetworks
import AssayTensor

/// How far the explanations of images and of their attacked copies lie apart, and how far they must.
///
/// Boopathy et al. 2020: D₁ = ‖I(x, t) − I(x′, t)‖₁ with t the label, and D₂ = ½ (‖I(x, t) − I(x′, t)‖₁ + ‖I(x, t′) −
/// I(x′, t′)‖₁) with t′ the class that x′ is taken for. Where x′ is taken for another class than t and maps are complete,
/// D₂ ≥ ½ (f_t(x) − f_t′(x)) (proposition 1); what maps miss of completeness is taken off the bound.
public struct InterpretationDiscrepancy: Sendable {
  /// D₁ of each image.
  public let oneClass: [Double]
  /// D₂ of each image.
  public let twoClass: [Double]
  /// The class t′ of each image.
  public let otherClasses: [Int]
  /// Whether the attacked image is taken for another class than its label, so that the bound holds.
  public let isFooled: [Bool]
  /// f_t(x) − f_t′(x) of each image: how sure the model was.
  public let margins: [Double]
  /// Half of the summed absolute completeness gaps of the image's four maps.
  public let corrections: [Double]
  /// The four maps of each image.
  public let maps: Maps

  /// The maps of images x and attacked images x′ for the classes t and t′.
  public struct Maps: Sendable {
    /// I(x, t).
    public let cleanLabel: Tensor
    /// I(x′, t).
    public let attackedLabel: Tensor
    /// I(x, t′).
    public let cleanOther: Tensor
    /// I(x′, t′).
    public let attackedOther: Tensor
  }

  /// What D₂ of each image cannot be below when it is fooled: ½ (f_t(x) − f_t′(x)) less the correction.
  public var lowerBounds: [Double] { zip(margins, corrections).map { $0 / 2 - $1 } }

  /// Explains `images` and their `attacked` copies for two classes each.
  ///
  /// t′ is the class predicted for the attacked image, or, where that is still the label, the runner-up there, unless
  /// `others` says which. `baseline` is what maps are complete from: they sum to the score less the baseline's; `nil` for
  /// maps that sum to the score itself, as class activation maps do. Costs four explanations an image.
  ///
  /// - Throws: `AssayError` for labels, classes and shapes out of range, for models of one class, and when the model breaks
  ///   its contract or does not give what the method needs.
  public init(
    of explanation: Explanation, on model: any Classifier, images: Tensor, attacked: Tensor, labels: [Int],
    others: [Int]? = nil, baseline: ExplanationBaseline? = .black
  ) throws {
    guard attacked.shape == images.shape else {
      throw AssayError(
        .shapeMismatch, "the attacked images do not fit the images", expected: "\(images.shape)",
        found: "\(attacked.shape)", at: "attacked")
    }
    guard model.classCount > 1 else {
      throw AssayError(
        .unsupported, "a discrepancy is between two classes", expected: "a model of two classes or more",
        found: "\(model.classCount)", at: model.name)
    }
    let subject = ExplainedModel(model)
    try model.check(labels: labels, count: images.shape[0])
    let logits = try subject.classifier().checkedLogits(for: attacked)
    let others = others ?? labels.indices.map { Self.strongest(logits.row($0), except: labels[$0]) }
    func explained(_ images: Tensor, _ classes: [Int]) throws -> ExplainedMaps {
      try ExplainedMaps(by: explanation, of: subject, images: images, labels: classes)
    }
    let all = [
      try explained(images, labels), try explained(attacked, labels), try explained(images, others),
      try explained(attacked, others),
    ]
    oneClass = try MapDistance.rawL1.distances(all[0].maps, all[1].maps)
    twoClass = try zip(oneClass, MapDistance.rawL1.distances(all[2].maps, all[3].maps)).map { ($0 + $1) / 2 }
    otherClasses = others
    isFooled = zip(logits.labels, labels).map { $0 != $1 }
    margins = try zip(all[0].ownScores(.logit), all[2].ownScores(.logit)).map { $0 - $1 }
    let gaps = try all.map { try $0.completenessGaps(from: baseline) }
    corrections = labels.indices.map { row in gaps.reduce(0) { $0 + $1[row].magnitude } / 2 }
    maps = Maps(
      cleanLabel: all[0].maps, attackedLabel: all[1].maps, cleanOther: all[2].maps, attackedOther: all[3].maps)
  }

  /// The class of the largest score but one; of equal ones the first.
  private static func strongest(_ scores: [Float], except label: Int) -> Int {
    let others = scores.indices.filter { $0 != label }
    return others.dropFirst().reduce(others[0]) { scores[$1] > scores[$0] ? $1 : $0 }
  }
}

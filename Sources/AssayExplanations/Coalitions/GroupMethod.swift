import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// A method that gives a number to each group of pixels; the map has it in every pixel of the group, in all channels.
protocol GroupMethod: AttributionMethod {
  /// What pixels are covered together.
  var groups: SegmentationMethod { get }
  /// What covered pixels show.
  var baseline: ExplanationBaseline { get }
  /// What is explained.
  var output: ExplainedOutput { get }

  /// The numbers for each of `count` images, whose games `game` gives.
  func attributions(of count: Int, game: (_ image: Int) throws -> CoalitionGame) throws -> [GroupAttribution]
}

extension GroupMethod {
  /// - Throws: `AssayError(.invalidArgument)` when groups or baseline are out of range.
  func validateGame() throws {
    try groups.validate()
    try baseline.validate()
  }

  /// The numbers for each image.
  func attributions(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [GroupAttribution] {
    let probe = try ModelProbe(subject, images: images, scores: scores, output: output)
    return try attributions(of: images.shape[0]) { row in
      try CoalitionGame(probe, row: row, groups: groups, baseline: baseline)
    }
  }

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let channels = images.shape[1]
    let maps = try attributions(of: subject, images: images, scores: scores).map { attribution in
      let values = attribution.values.flatMap { [Float](repeating: Float($0), count: channels) }
      return attribution.groups.painted(values, channels: channels)
    }
    return .concatenatingRows(maps)
  }
}

extension Explanation {
  /// What each group of pixels has to do with the explained score, for methods that cover groups of pixels.
  ///
  /// Shapley values and ablation give one number a group; ``maps(of:images:labels:target:)`` paints them on the pixels.
  ///
  /// - Throws: `AssayError(.unsupported)` for methods without groups, else as ``maps(of:images:labels:target:)``.
  public func groupAttributions(
    of model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> [GroupAttribution] {
    guard let method = method as? any GroupMethod else {
      throw AssayError(
        .unsupported, "\(description) gives no numbers to groups of pixels",
        advice: "Use feature ablation or Shapley values")
    }
    let subject = ExplainedModel(model)
    let scores = try checkedScores(of: subject, for: target, images: images, labels: labels)
    return labels.isEmpty ? [] : try method.attributions(of: subject, images: images.detached, scores: scores)
  }
}

extension Settings {
  /// The setting `groups`, if it is there.
  mutating func groups(otherwise usual: SegmentationMethod) throws -> SegmentationMethod {
    try text("groups").map { try SegmentationMethod(parsing: $0) } ?? usual
  }
}

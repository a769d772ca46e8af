import AssayBase
import AssayNetworks
import AssayTensor

/// The game that groups of pixels play for the explained score: those that do not take part show the baseline.
package struct CoalitionGame {
  /// The groups of each image.
  package let groups: [PixelGroups]
  private let probe: ModelProbe
  private let baselines: Tensor

  package init(
    _ subject: ExplainedModel, images: Tensor, scores: ExplainedScores, groups: FeatureGroups,
    baseline: ExplanationBaseline, output: ExplainedOutput
  ) throws {
    self.groups = try groups.groups(of: images)
    baselines = try baseline.images(for: images)
    probe = try ModelProbe(subject, images: images, scores: scores, output: output)
  }

  /// Hands the scores of some coalitions of each image's groups to `body`, in the order of the images.
  ///
  /// - Parameters:
  ///   - coalitions: The number of coalitions of an image.
  ///   - absent: The groups that are not in a coalition.
  package func forEachImage(
    coalitions: (_ image: Int) -> Int, absent: (_ image: Int, _ coalition: Int) -> [Int],
    _ body: (_ image: Int, _ scores: [Double]) throws -> Void
  ) throws {
    let channels = baselines.shape[1]
    let size = baselines.count / max(1, baselines.shape[0])
    try probe.forEachImage(
      copies: coalitions,
      change: { image, coalition, values in
        let baseline = baselines.pointer + image * size
        for group in absent(image, coalition) {
          groups[image].copy(group, channels: channels, from: baseline, to: values)
        }
      },
      { try body($0, $1.map { Double($0) }) })
  }
}

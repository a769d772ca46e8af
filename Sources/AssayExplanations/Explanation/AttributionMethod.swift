import AssayNetworks
import AssayTensor

/// How an explanation is computed: one type in one file.
package protocol AttributionMethod: Sendable {
  /// What reports call the method, settings included.
  var description: String { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// A map N×C×H×W for the explained scores, one an image.
  ///
  /// A row's map must not depend on the other rows. Gradient methods write it with differentiable functions of tensors,
  /// so that maps can be differentiated at the weights of a network that a gradient computation follows.
  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor
}

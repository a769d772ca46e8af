import AssayNetworks
import AssayTensor

/// How an explanation is computed: one type in one file.
package protocol AttributionMethod: Sendable {
  /// What reports call the method, settings included.
  var description: String { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// What it must get from a model.
  var needs: ExplanationForm.Needs { get }

  /// Whether maps of a ``TracedNetwork`` can be differentiated at its weights and at the images: ``maps(of:images:scores:)``
  /// is written with differentiable functions of tensors throughout.
  var isDifferentiable: Bool { get }

  /// A map N×C×H×W for the explained scores, one an image.
  ///
  /// A row's map must not depend on the other rows.
  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor
}

extension AttributionMethod {
  /// Answers alone.
  package var needs: ExplanationForm.Needs { .answers }

  /// No.
  package var isDifferentiable: Bool { false }
}

import AssayNetworks
import AssayTensor

/// How an explanation is computed: one type in one file.
package protocol AttributionMethod: Sendable {
  /// What reports call the method, settings included.
  var description: String { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// A map N×C×H×W for the scores of `classes`, one an image. The model has been frozen.
  func maps(of model: any DifferentiableClassifier, images: Tensor, classes: [Int]) throws -> Tensor
}

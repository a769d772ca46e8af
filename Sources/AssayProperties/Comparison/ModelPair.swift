import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayPerturbations

/// The factories of properties that compare two differentiable models.
public protocol ModelPair: Sendable {
  /// The model that the claim is made for.
  associatedtype First: Sendable
  /// The model that it is held against.
  associatedtype Second: Sendable
  /// The model that the claim is made for.
  var first: First { get }
  /// The model that it is held against.
  var second: Second { get }
}

extension Comparison: ModelPair {}

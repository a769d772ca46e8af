import AssayTensor

/// A rule that moves parameters against their gradients.
///
/// A value with its own state (momenta) for each parameter. Steps change tensors into new ones of the same shapes.
public protocol Optimizer: Sendable {
  /// The step length for the next step; a schedule sets it.
  var learningRate: Double { get set }

  /// Moves every parameter that has a gradient.
  mutating func update(_ parameters: inout [String: Tensor], gradients: [String: Tensor])
}

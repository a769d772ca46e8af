import AssayBase
import AssayTensor

/// What a layer needs beside its input: the parameters and the mode.
public struct LayerContext: Sendable {
  /// How the network runs.
  public enum Mode: Sendable {
    /// Dropout is off; results depend on each example alone.
    case evaluation
    /// Dropout draws from streams of the key.
    case training(RandomKey)
  }

  /// The mode.
  public let mode: Mode
  private let parameters: [String: Tensor]

  /// Makes a context.
  public init(parameters: [String: Tensor], mode: Mode) {
    self.parameters = parameters
    self.mode = mode
  }

  /// The parameter called `name`; a network checks when it is made that all exist.
  public func parameter(_ name: String) -> Tensor {
    guard let tensor = parameters[name] else { preconditionFailure("the network has no parameter “\(name)”") }
    return tensor
  }
}

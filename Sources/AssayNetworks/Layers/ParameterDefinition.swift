import AssayTensor

/// A parameter of a layer: its name, shape and how it starts.
public struct ParameterDefinition: Sendable, Equatable {
  /// How a parameter is filled before training.
  public enum Initialization: Sendable, Equatable {
    /// Uniform in ±1/√fanIn: PyTorch's default for convolutions and linear layers (He et al. 2015 with a = √5).
    case uniform(fanIn: Int)
    /// The same number everywhere.
    case constant(Float)
  }

  /// The name, unique within the network.
  public var name: String
  /// The shape.
  public let shape: Shape
  /// How it starts.
  public let initialization: Initialization

  /// Makes a definition.
  public init(_ name: String, shape: Shape, initialization: Initialization) {
    self.name = name
    self.shape = shape
    self.initialization = initialization
  }
}

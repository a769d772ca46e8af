import AssayTensor

/// A parameter of a layer: its name, shape, role and how it starts.
public struct ParameterDefinition: Sendable, Equatable {
  /// How a parameter is filled before training.
  public enum Initialization: Sendable, Equatable {
    /// Uniform in ±1/√fanIn: PyTorch's default for convolutions and linear layers (He et al. 2015 with a = √5).
    case uniform(fanIn: Int)
    /// The same number everywhere.
    case constant(Float)
  }

  /// What a parameter is for.
  public enum Role: Sendable, Equatable {
    /// Moved by the optimiser.
    case weight
    /// Statistics that the forward pass of training updates.
    case statistic
    /// A number that counts updates; checkpoints keep it as an integer.
    case counter
  }

  /// The name, unique within the network.
  public var name: String
  /// The shape.
  public let shape: Shape
  /// How it starts.
  public let initialization: Initialization
  /// What it is for.
  public let role: Role

  /// Makes a definition.
  public init(_ name: String, shape: Shape, initialization: Initialization, role: Role = .weight) {
    self.name = name
    self.shape = shape
    self.initialization = initialization
    self.role = role
  }
}

extension Sequence<ParameterDefinition> {
  /// The number of weights, without running statistics.
  var weightCount: Int { count(of: .weight) }

  /// The number of elements of all parameters with a role.
  func count(of role: ParameterDefinition.Role) -> Int {
    reduce(0) { $1.role == role ? $0 + $1.shape.count : $0 }
  }
}

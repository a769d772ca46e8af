import AssayBase
import AssayTensor

/// A part of a network: a function of a batch with named parameters.
///
/// Shapes of single examples are C×H×W for images and F for features. A layer keeps no weights: the network holds them
/// in a dictionary, which is what is trained, saved and differentiated.
public protocol Layer: Sendable {
  /// The parameters, named as within this layer's surroundings ("conv1.weight").
  var parameters: [ParameterDefinition] { get }

  /// The shape of one example behind this layer.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when an example of shape `input` does not fit.
  func outputShape(for input: Shape) throws -> Shape

  /// Applies the layer to a batch, with parameters and mode from `context`.
  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor

  /// The number of multiply-adds for one example.
  func multiplyAdds(for input: Shape) throws -> Int

  /// Appends the layer to the plan of a frozen network.
  func lower(_ input: PlanValue, into plan: inout PlanBuilder)
    throws -> PlanValue
}

extension Layer {
  /// No parameters.
  public var parameters: [ParameterDefinition] { [] }

  /// No multiply-adds worth counting.
  public func multiplyAdds(for input: Shape) throws -> Int { 0 }

  /// Falls back on the layer's differentiable form, so that a layer of one's own works in a frozen network too.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    try plan.appendDifferentiable(self, input)
  }
}

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

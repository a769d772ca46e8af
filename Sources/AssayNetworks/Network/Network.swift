import AssayBase
import AssayTensor

/// An architecture with weights: our own differentiable classifier.
///
/// A value: training makes a new one. ``logits(for:)`` is the network as it is; ``frozen()`` is the same function prepared
/// for attacks and explanations.
public struct Network: DifferentiableClassifier {
  /// The layers.
  public let architecture: Architecture
  /// The weights by name, exactly those that the architecture wants.
  public let parameters: [String: Tensor]
  /// What a checkpoint says about how the weights came to be.
  public let metadata: [String: String]

  /// Makes a network with the weights given.
  ///
  /// - Throws: `AssayError` that lists every missing, unexpected, misshapen and non-finite parameter.
  public init(
    _ architecture: Architecture, parameters: [String: Tensor], metadata: [String: String] = [:]
  ) throws {
    try ParameterCheck(architecture.name, architecture.body.parameters, parameters).run()
    self.init(unchecked: architecture, parameters, metadata)
  }

  /// Makes a network with random weights from `key`, each parameter from a stream of its own name.
  public init(_ architecture: Architecture, key: RandomKey) {
    self.init(unchecked: architecture, architecture.body.parameters.initialized(key: key), [:])
  }

  private init(unchecked architecture: Architecture, _ parameters: [String: Tensor], _ metadata: [String: String]) {
    self.architecture = architecture
    self.parameters = parameters
    self.metadata = metadata
  }

  /// The name in the metadata, or the architecture's.
  public var name: String { metadata["name"] ?? architecture.name }

  /// The shape of one image.
  public var inputShape: Shape { architecture.inputShape }

  /// The number of classes.
  public var classCount: Int { architecture.classCount }

  /// The names of the parameters that training moves, in the architecture's order.
  public var weightNames: [String] { architecture.body.parameters.filter { $0.role == .weight }.map(\.name) }

  /// The names of all parameters in the architecture's order.
  public var parameterNames: [String] { architecture.body.parameters.map(\.name) }

  /// The same architecture with other weights of the same names and shapes.
  package func with(parameters: [String: Tensor], metadata: [String: String]? = nil) -> Network {
    Network(unchecked: architecture, parameters, metadata ?? self.metadata)
  }

  /// The logits as a differentiable function of images and weights, for training and second order.
  ///
  /// `parameters` replace those of the same names; `updates` collects the statistics that training changes.
  public func callAsFunction(
    _ images: Tensor, parameters replaced: [String: Tensor] = [:], mode: LayerContext.Mode = .evaluation,
    updates: StatisticUpdates? = nil
  ) -> Tensor {
    let parameters = replaced.isEmpty ? parameters : parameters.merging(replaced) { $1 }
    return architecture.body(images, LayerContext(parameters: parameters, mode: mode, updates: updates))
  }

  /// The logits in training and those of the auxiliary heads, as differentiable functions of images and weights.
  ///
  /// `parameters` replace those of the same names; dropout draws from streams of `key`; `updates` collects the statistics
  /// that training changes. ``Architecture/checkTraining()`` says beforehand whether images fit the heads.
  public func trainingLogits(
    _ images: Tensor, parameters replaced: [String: Tensor] = [:], key: RandomKey, updates: StatisticUpdates? = nil
  ) -> TrainingLogits {
    let auxiliary = AuxiliaryLogits()
    let logits = architecture.body(
      images,
      LayerContext(
        parameters: parameters.merging(replaced) { $1 }, mode: .training(key), updates: updates, auxiliary: auxiliary))
    return TrainingLogits(logits: logits, auxiliary: auxiliary.all)
  }

  /// The logits of N×C×H×W images, in slices of bounded memory.
  public func logits(for images: Tensor) throws -> Logits {
    try checkShape(of: images)
    try checkEveryLayerIfAsked(for: images)
    let count = images.shape[0]
    let images = images.detached
    let slices = stride(from: 0, to: count, by: Self.sliceSize).map { $0..<min(count, $0 + Self.sliceSize) }
    if slices.count <= 1 { return Logits(self(images)) }
    return Logits(.concatenatingRows(slices.map { self(images.rows($0)) }))
  }

  /// The logits and the map back to the pixels; keeps the activations of the whole batch.
  public func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    try checkShape(of: images)
    let (value, pullback) = valueWithPullback(at: [images.detached]) { self($0[0]) }
    return (Logits(value), { pullback($0)[0] })
  }

  /// The network prepared for many evaluations and input gradients.
  ///
  /// Batches of any size run in bounded memory: ``FrozenNetwork`` says which. Takes memory for its own form of the weights;
  /// where the network itself is not needed any longer, `(consume network).frozen()` lets its weights go layer by layer
  /// meanwhile.
  public consuming func frozen() throws -> any DifferentiableClassifier { try FrozenNetwork(self) }

  /// The weights alone.
  consuming func takingParameters() -> [String: Tensor] { parameters }

  /// Examples evaluated at a time.
  private static let sliceSize = 256
}

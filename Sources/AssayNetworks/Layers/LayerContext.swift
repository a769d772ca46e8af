import AssayBase
import AssayTensor

/// What a layer needs beside its input: the parameters and the mode.
public struct LayerContext: Sendable {
  /// How the network runs.
  public enum Mode: Sendable {
    /// Dropout is off and normalisation uses its running statistics; results depend on each example alone.
    case evaluation
    /// Dropout draws from streams of the key; normalisation uses the batch's statistics.
    case training(RandomKey)
  }

  /// The mode.
  public let mode: Mode
  private let parameters: [String: Tensor]
  private let updates: StatisticUpdates?
  let probe: FiniteProbe?
  /// Where auxiliary heads put their logits; they are not run without it.
  let auxiliary: AuxiliaryLogits?

  /// Makes a context; `updates` collects the statistics that training changes.
  public init(parameters: [String: Tensor], mode: Mode, updates: StatisticUpdates? = nil) {
    self.init(parameters: parameters, mode: mode, updates: updates, probe: nil, auxiliary: nil)
  }

  /// A context whose `probe` sees the result of every layer, and whose `auxiliary` those of the auxiliary heads.
  init(
    parameters: [String: Tensor], mode: Mode, updates: StatisticUpdates? = nil, probe: FiniteProbe? = nil,
    auxiliary: AuxiliaryLogits? = nil
  ) {
    self.parameters = parameters
    self.mode = mode
    self.updates = updates
    self.probe = probe
    self.auxiliary = auxiliary
  }

  /// The parameter called `name`; a network checks when it is made that all exist.
  public func parameter(_ name: String) -> Tensor {
    guard let tensor = parameters[name] else { preconditionFailure("the network has no parameter “\(name)”") }
    return tensor
  }

  /// The parameters that there are.
  var all: [String: Tensor] { parameters }

  /// Records a new value of a statistic, for the step after this one.
  public func update(_ name: String, to value: Tensor) {
    updates?.set(name, value.detached)
  }
}

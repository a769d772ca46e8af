import AssayNetworks

/// What the golden files call the kinds of parameters.
enum ParameterKind: String {
  case weight, bias
  case normWeight = "norm_weight"
  case normBias = "norm_bias"
  case runningMean = "running_mean"
  case runningVariance = "running_var"
  case counter = "num_batches_tracked"

  init(_ definition: ParameterDefinition) {
    switch definition.role {
    case .counter: self = .counter
    case .statistic: self = definition.initialization == .constant(0) ? .runningMean : .runningVariance
    case .weight:
      switch definition.initialization {
      case .constant(let value): self = value == 0 ? .normBias : .normWeight
      case .uniform: self = definition.shape.rank == 1 ? .bias : .weight
      }
    }
  }
}

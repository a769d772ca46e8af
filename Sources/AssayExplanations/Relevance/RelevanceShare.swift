import AssayNetworks
import AssayTensor

/// A part of a layer's relevance that is dealt out by one denominator.
struct RelevanceShare {
  /// What of the layer's input a term reads.
  enum Part {
    case whole, positive, negative
    /// The same for all examples.
    case constant(Tensor)

    func of(_ input: Tensor) -> Tensor {
      switch self {
      case .whole: input
      case .positive: input.relu()
      case .negative: -(-input).relu()
      case .constant(let tensor): tensor
      }
    }
  }

  /// Which results' relevance it is.
  enum Results {
    case all, positive, others
  }

  /// What the shares of the inputs are made of; the denominator is the sum.
  let terms: [(part: Part, operation: PlanOperation)]
  var results = Results.all
  var factor: Float = 1

  /// What the inputs get of `relevance` at the results.
  func relevance(_ relevance: Tensor, _ step: BackwardStep, stabilizer: Float) -> Tensor {
    let parts = terms.map { ($0.part.of(step.inputs[0]), $0.operation) }
    let denominators = sum(parts.map { step.apply($0.1, to: [$0.0]) })
    let quotients = selected(relevance, step.output) * factor / denominators.stabilized(by: stabilizer)
    return sum(parts.map { $0.0 * step.pullback(quotients, through: $0.1)[0] })
  }

  private func selected(_ relevance: Tensor, _ results: Tensor) -> Tensor {
    switch self.results {
    case .all: relevance
    case .positive: relevance.masked(wherePositive: results)
    case .others: relevance - relevance.masked(wherePositive: results)
    }
  }

  private func sum(_ parts: [Tensor]) -> Tensor { parts.dropFirst().reduce(parts[0]) { $0 + $1 } }
}

extension Tensor {
  /// Each element moved away from 0 by `epsilon`; 0 counts as positive.
  func stabilized(by epsilon: Float) -> Tensor { self + (1 - (-self).step() * 2) * epsilon }
}

extension PlanOperation {
  /// Whether it has weights that a rule of relevance may change.
  var hasRelevanceRule: Bool {
    switch self {
    case .convolution, .linear: true
    default: false
    }
  }

  /// The same with other weights and biases; operations without weights stay as they are.
  func replacing(weight change: (Tensor) -> Tensor, bias changeBias: (Tensor) -> Tensor?) -> PlanOperation {
    switch self {
    case .convolution(let weight, let bias, let geometry):
      .convolution(weight: change(weight), bias: bias.flatMap(changeBias), geometry: geometry)
    case .linear(let weight, let bias): .linear(weight: change(weight), bias: bias.flatMap(changeBias))
    default: self
    }
  }
}

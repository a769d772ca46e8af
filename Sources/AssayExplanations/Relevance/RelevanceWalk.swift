import AssayNetworks
import AssayTensor

/// The way of relevance from the logits back to the pixels.
struct RelevanceWalk: BackwardRule {
  /// The layers with weights, by name.
  private let layers: [String: RelevanceLayer]
  /// The normalisations of pixels, by name: a change of units, which relevance passes unchanged.
  private let units: Set<String>

  /// Makes the rules ready for the layers of a graph.
  init(_ graph: NetworkGraph, rules: RelevanceRules) {
    let pixels = PixelValues(graph)
    let nonnegative = graph.nonnegativeValues
    let weighted = graph.nodes.filter(\.operation.hasRelevanceRule)
    let inner = weighted.filter { pixels.range(of: $0.inputs[0]) == nil }
    let position = Dictionary(uniqueKeysWithValues: inner.enumerated().map { ($1.name, $0) })
    layers = Dictionary(
      uniqueKeysWithValues: weighted.map { node in
        let rule = position[node.name].map { rules.rule(at: $0, of: inner.count) } ?? rules.pixels
        return (
          node.name,
          RelevanceLayer(
            node.operation, rule: rule, range: pixels.range(of: node.inputs[0]),
            isNonnegative: nonnegative.contains(node.inputs[0]))
        )
      })
    units = pixels.normalizations
  }

  /// Whether there is a rule for an operation.
  static func hasRule(_ operation: PlanOperation) -> Bool {
    switch operation {
    case .layer: operation.isLinearLayer
    case .function(let function): function.form != .general
    default: true
    }
  }

  func contributions(_ step: BackwardStep) -> [Tensor?] {
    switch step.node.operation {
    case .convolution, .linear: [layers[step.node.name]?.relevance(step)]
    case .activation: [step.upstream]
    case .function(let function) where function.form == .elementwise: [step.upstream]
    case .affine where units.contains(step.node.name): [step.upstream]
    case .flatten, .concatenate: step.pullback(step.upstream)
    // What is gated takes all; the gate only says how much of it there is (Arras et al. 2017, section 2.2).
    case .scaleChannels: [step.upstream, nil]
    case .affine, .maxPool, .averagePool, .add, .layer, .function: dealtByContribution(step)
    }
  }

  /// Each input gets as much as it contributed to the result.
  private func dealtByContribution(_ step: BackwardStep) -> [Tensor?] {
    let quotients = step.upstream / step.output.stabilized(by: RelevanceRule.leastEpsilon)
    return zip(step.inputs, step.pullback(quotients)).map { $0 * $1 }
  }
}

/// The values of a graph that are pixels, possibly normalised or in a row, with their ranges.
private struct PixelValues {
  private var ranges: [PlanValue: (low: Tensor, high: Tensor)]
  /// The names of the layers that normalise them.
  private(set) var normalizations: Set<String> = []

  init(_ graph: NetworkGraph) {
    let shape = Shape([1] + graph.shape(of: graph.input).dimensions)
    ranges = [graph.input: (.zeros(shape), Tensor(repeating: 1, shape: shape))]
    for node in graph.nodes {
      guard let (low, high) = ranges[node.inputs[0]] else { continue }
      switch node.operation {
      case .affine:
        normalizations.insert(node.name)
        fallthrough
      case .flatten:
        let (first, last) = (graph.apply(node, to: [low]), graph.apply(node, to: [high]))
        ranges[node.output] = (.minimum(first, last), .maximum(first, last))
      default: break
      }
    }
  }

  /// The least and the greatest that a pixel can be; nil for what layers made of pixels.
  func range(of value: PlanValue) -> (low: Tensor, high: Tensor)? { ranges[value] }
}

extension NetworkGraph {
  /// The values that are never negative, by the layers that write them.
  fileprivate var nonnegativeValues: Set<PlanValue> {
    var known: Set<PlanValue> = [input]
    for node in nodes {
      let inputsAre = node.inputs.allSatisfy(known.contains)
      let isNonnegative =
        switch node.operation {
        case .activation(.relu), .activation(.relu6), .activation(.sigmoid), .activation(.softplus): true
        case .convolution, .linear, .affine, .function: false
        case .layer: node.operation.isLinearLayer && inputsAre
        case .activation, .maxPool, .averagePool, .add, .concatenate, .scaleChannels, .flatten: inputsAre
        }
      if isNonnegative { known.insert(node.output) }
    }
    return known
  }
}

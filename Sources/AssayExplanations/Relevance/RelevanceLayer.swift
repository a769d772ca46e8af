import AssayNetworks
import AssayTensor

/// A rule of relevance made ready for a layer: weights changed once for all examples.
struct RelevanceLayer {
  private let shares: [RelevanceShare]
  private let stabilizer: Float
  /// Whether the denominators are the layer's own results.
  private let isPlain: Bool

  /// Makes a layer's rule ready.
  ///
  /// - Parameters:
  ///   - range: The least and greatest input of ``RelevanceRule/box``, 1×C×H×W or 1×F.
  ///   - isNonnegative: Whether the layer's inputs are never negative.
  init(
    _ operation: PlanOperation, rule: RelevanceRule, range: (low: Tensor, high: Tensor)?, isNonnegative: Bool
  ) {
    func term(
      _ part: RelevanceShare.Part, bias: (Tensor) -> Tensor? = { _ in nil }, _ weight: (Tensor) -> Tensor
    ) -> (part: RelevanceShare.Part, operation: PlanOperation) {
      (part, operation.replacing(weight: weight, bias: bias))
    }
    func positive(_ tensor: Tensor) -> Tensor { tensor.relu() }
    func negative(_ tensor: Tensor) -> Tensor { -(-tensor).relu() }
    stabilizer = rule.stabilizer
    isPlain = if case .epsilon = rule { true } else { false }
    switch (rule, range) {
    case (.epsilon, _): shares = []
    case (.box, let range?):
      let terms = [
        term(.whole) { $0 }, term(.constant(-range.low), positive), term(.constant(-range.high), negative),
      ]
      shares = [RelevanceShare(terms: terms)]
    case (.gamma(let gamma), _) where !isNonnegative:
      shares = [
        RelevanceShare(
          terms: [
            term(.positive, bias: { $0 }) { $0 + positive($0) * gamma }, term(.negative) { $0 + negative($0) * gamma },
          ], results: .positive),
        RelevanceShare(
          terms: [
            term(.positive, bias: { $0 }) { $0 + negative($0) * gamma }, term(.negative) { $0 + positive($0) * gamma },
          ], results: .others),
      ]
    case (.gamma(let gamma), _):
      shares = [RelevanceShare(terms: [term(.whole, bias: { $0 }) { $0 + positive($0) * gamma }])]
    case (.alphaBeta(let alpha, let beta), _):
      let excitation = [term(.positive, bias: positive, positive), term(.negative, negative)]
      let inhibition = [term(.positive, bias: negative, negative), term(.negative, positive)]
      let count = isNonnegative ? 1 : 2
      shares =
        [RelevanceShare(terms: Array(excitation.prefix(count)), factor: alpha)]
        + (beta > 0 ? [RelevanceShare(terms: Array(inhibition.prefix(count)), factor: -beta)] : [])
    case (.zPlus, _), (.box, nil):
      let terms = [term(.whole, bias: { $0 }, positive)]
      let signed = [term(.positive, bias: { $0 }, positive), term(.negative, negative)]
      shares = [RelevanceShare(terms: isNonnegative ? terms : signed)]
    }
  }

  /// What the layer's inputs get of the relevance that arrives.
  func relevance(_ step: BackwardStep) -> Tensor {
    guard !isPlain else {
      return step.inputs[0] * step.pullback(step.upstream / step.output.stabilized(by: stabilizer))[0]
    }
    let parts = shares.map { $0.relevance(step.upstream, step, stabilizer: stabilizer) }
    return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
  }
}

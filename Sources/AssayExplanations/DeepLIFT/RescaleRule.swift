import AssayNetworks
import AssayTensor

/// The multipliers of DeepLIFT on their way back: for every layer, change of the result times multiplier is kept.
struct RescaleRule: BackwardRule {
  /// What all layers make of the baselines.
  let reference: [PlanValue: Tensor]

  /// Whether there is a rule for an operation.
  static func hasRule(_ operation: PlanOperation) -> Bool {
    switch operation {
    case .layer: operation.isLinearLayer
    case .function(let function): function.form != .general
    default: true
    }
  }

  func contributions(_ step: BackwardStep) -> [Tensor?] {
    let references = step.node.inputs.compactMap { reference[$0] }
    guard let result = reference[step.node.output] else { return [] }
    switch step.node.operation {
    case .convolution, .linear, .affine, .averagePool, .add, .concatenate, .flatten, .layer:
      return step.pullback(step.upstream)
    case .function(let function) where function.form == .linear: return step.pullback(step.upstream)
    case .function: return [rescaled(step, isPiecewiseLinear: false, references[0], result)]
    case .activation(let function):
      return [rescaled(step, isPiecewiseLinear: function.isPiecewiseLinear, references[0], result)]
    case .maxPool: return [rescaledMaximum(step, references[0], result)]
    case .scaleChannels: return halved(step, references)
    }
  }

  /// The slope of the chord from baseline to image, the tangent where that is too short to be told.
  private func rescaled(
    _ step: BackwardStep, isPiecewiseLinear: Bool, _ x0: Tensor, _ y0: Tensor
  ) -> Tensor {
    let (x, change) = (step.inputs[0], step.inputs[0] - x0)
    // A smooth function's tangent in the middle is the chord's slope but for the square of its length; its rounded
    // results tell less than that of a short chord. Results of straight pieces are exact.
    let isFar = (change.absolute() - (isPiecewiseLinear ? Self.nothing : 0.01)).step()
    let tangentPoint = isPiecewiseLinear ? x : (x + x0) * 0.5
    let tangent = step.pullback(step.upstream, at: [tangentPoint])[0]
    let chord = step.upstream * (step.output - y0) / divisor(change, isFar)
    return chord * isFar + tangent * (1 - isFar)
  }

  /// A change below which there is none.
  private static let nothing: Float = 1e-10

  /// The part of a maximum's change that each side's winner stands for: above the lower maximum the image's, the rest the
  /// baseline's.
  private func rescaledMaximum(_ step: BackwardStep, _ x0: Tensor, _ y0: Tensor) -> Tensor {
    let change = step.inputs[0] - x0
    let isFar = (change.absolute() - Self.nothing).step()
    let highest = Tensor.maximum(step.output, y0)
    let ofImage = step.pullback(step.upstream * (highest - y0))[0]
    let ofBaseline = step.pullback(step.upstream * (step.output - highest), at: [x0])[0]
    let chord = (ofImage + ofBaseline) / divisor(change, isFar)
    return chord * isFar + step.pullback(step.upstream)[0] * (1 - isFar)
  }

  /// A product's change is that of each factor times the mean of the other.
  private func halved(_ step: BackwardStep, _ references: [Tensor]) -> [Tensor?] {
    let (atImage, atBaseline) = (step.pullback(step.upstream), step.pullback(step.upstream, at: references))
    return zip(atImage, atBaseline).map { ($0 + $1) * 0.5 }
  }

  /// The changes where they are large enough to divide by, 1 elsewhere.
  private func divisor(_ change: Tensor, _ isFar: Tensor) -> Tensor { change * isFar + (1 - isFar) }
}

extension Activation.Function {
  /// Whether it is made of straight pieces.
  fileprivate var isPiecewiseLinear: Bool {
    switch self {
    case .relu, .leakyReLU, .relu6: true
    case .silu, .tanh, .sigmoid, .softplus: false
    }
  }
}

import AssayBase
import AssayTensor

/// A dense layer (PyTorch's `Linear`), with weights out×in.
public struct Linear: Layer {
  private let name: String
  private let inputFeatures: Int
  private let outputFeatures: Int
  private let hasBias: Bool

  /// Makes a dense layer.
  public init(_ name: String, _ inputFeatures: Int, _ outputFeatures: Int, bias: Bool = true) {
    self.name = name
    self.inputFeatures = inputFeatures
    self.outputFeatures = outputFeatures
    hasBias = bias
  }

  /// The weight and, unless left out, the bias.
  public var parameters: [ParameterDefinition] {
    let weight = ParameterDefinition(
      "\(name).weight", shape: [outputFeatures, inputFeatures], initialization: .uniform(fanIn: inputFeatures))
    guard hasBias else { return [weight] }
    return [
      weight,
      ParameterDefinition("\(name).bias", shape: [outputFeatures], initialization: .uniform(fanIn: inputFeatures)),
    ]
  }

  /// The output features.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input == [inputFeatures] else {
      throw AssayError(
        .shapeMismatch, "a dense layer does not fit its input", expected: "\(inputFeatures) features",
        found: "\(input)", at: "layer “\(name)”")
    }
    return [outputFeatures]
  }

  /// The dense layer on a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input.linear(
      weight: context.parameter("\(name).weight"), bias: hasBias ? context.parameter("\(name).bias") : nil)
  }

  /// Inputs times outputs.
  public func multiplyAdds(for input: Shape) throws -> Int { inputFeatures * outputFeatures }

  /// A packed product.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(
      .linear(weight: plan.parameter("\(name).weight"), bias: hasBias ? plan.parameter("\(name).bias") : nil), input,
      output: try outputShape(for: plan.shape(of: input)))
  }
}

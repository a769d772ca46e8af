import AssayBase
import AssayTensor

/// A two-dimensional convolution (PyTorch's `Conv2d`), with weights O×(C/groups)×KH×KW.
public struct Convolution: Layer {
  private let name: String
  private let inputChannels: Int
  private let outputChannels: Int
  private let kernel: (height: Int, width: Int)
  private let geometry: ConvolutionGeometry
  private let hasBias: Bool

  /// Makes a convolution with a square kernel.
  public init(
    _ name: String, _ inputChannels: Int, _ outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true
  ) {
    self.init(
      name, inputChannels, outputChannels, kernel: (kernel, kernel),
      geometry: ConvolutionGeometry(
        stride: (stride, stride), padding: (padding, padding), dilation: (dilation, dilation), groups: groups),
      bias: bias)
  }

  /// Makes a convolution with any kernel and geometry.
  public init(
    _ name: String, _ inputChannels: Int, _ outputChannels: Int, kernel: (height: Int, width: Int),
    geometry: ConvolutionGeometry, bias: Bool = true
  ) {
    precondition(
      inputChannels % geometry.groups == 0 && outputChannels % geometry.groups == 0,
      "\(inputChannels) and \(outputChannels) channels cannot be divided into \(geometry.groups) groups")
    self.name = name
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.geometry = geometry
    hasBias = bias
  }

  /// The kernel, and the stride, dilation and groups where they are not 1.
  public var kind: String {
    func both(_ extent: (height: Int, width: Int)) -> String {
      extent.height == extent.width ? "\(extent.height)" : "\(extent.height)×\(extent.width)"
    }
    var parts = ["Convolution \(kernel.height)×\(kernel.width)"]
    if geometry.stride != (1, 1) { parts.append("stride \(both(geometry.stride))") }
    if geometry.dilation != (1, 1) { parts.append("dilation \(both(geometry.dilation))") }
    if geometry.groups > 1 { parts.append("\(geometry.groups) groups") }
    return parts.joined(separator: ", ")
  }

  private var weightShape: Shape {
    [outputChannels, inputChannels / geometry.groups, kernel.height, kernel.width]
  }

  /// The weight and, unless left out, the bias.
  public var parameters: [ParameterDefinition] {
    let fanIn = inputChannels / geometry.groups * kernel.height * kernel.width
    let weight = ParameterDefinition("\(name).weight", shape: weightShape, initialization: .uniform(fanIn: fanIn))
    guard hasBias else { return [weight] }
    return [
      weight, ParameterDefinition("\(name).bias", shape: [outputChannels], initialization: .uniform(fanIn: fanIn)),
    ]
  }

  /// O×H′×W′.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3, input[0] == inputChannels else {
      throw AssayError(
        .shapeMismatch, "a convolution does not fit its input", expected: "\(inputChannels)×H×W", found: "\(input)",
        at: "layer “\(name)”")
    }
    let size = geometry.outputSize(
      height: input[1], width: input[2], kernelHeight: kernel.height, kernelWidth: kernel.width)
    guard size.height > 0, size.width > 0 else {
      throw AssayError(
        .shapeMismatch, "a kernel of \(kernel.height)×\(kernel.width) is larger than its input", found: "\(input)",
        at: "layer “\(name)”")
    }
    return [outputChannels, size.height, size.width]
  }

  /// The convolution of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input.convolved(
      with: context.parameter("\(name).weight"), bias: hasBias ? context.parameter("\(name).bias") : nil, geometry)
  }

  /// Outputs times taps.
  public func multiplyAdds(for input: Shape) throws -> Int {
    try outputShape(for: input).count * weightShape.dimensions.dropFirst().reduce(1, *)
  }

  /// A packed convolution.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(
      .convolution(
        weight: plan.parameter("\(name).weight"), bias: hasBias ? plan.parameter("\(name).bias") : nil,
        geometry: geometry), input, output: try outputShape(for: plan.shape(of: input)))
  }
}

import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Testing

/// Derivatives of maps at weights and images, against PyTorch's double backward.
@Suite struct SecondOrderMapsGoldenTests {
  @Test func derivativesOfMaps() throws {
    guard let file = try GoldenFile.load("second_order") else { return }
    let failures = file.check(claiming: ["gradient_l1", "gradient_sq", "ig_l1"]) { goldenCase in
      guard let activation = goldenCase.params["activation"]?.string.flatMap({ Self.activations[$0] }) else {
        return nil
      }
      let subject = try TracedSubject(goldenCase, activation)
      switch goldenCase.op {
      case "gradient_l1":
        return try goldenCase.compareAll(subject.outputs(.gradient, "input_gradient") { $0.absolute().sum() })
      case "gradient_sq":
        return try goldenCase.compareAll(subject.outputs(.gradient, "input_gradient") { $0.squared().sum() })
      default:
        let method = Explanation.integratedGradients(
          steps: try goldenCase.whole("steps"), baseline: .images(try goldenCase.tensor("baseline")), rule: .middle,
          tolerance: nil)
        return try goldenCase.compareAll(subject.outputs(method, "attributions") { $0.absolute().sum() })
      }
    }
    #expect(failures == [])
  }

  private static let activations: [String: Activation.Function] = [
    "relu": .relu, "softplus": .softplus, "silu": .silu, "tanh": .tanh,
  ]
}

/// The network, the images and the labels of a case.
private struct TracedSubject {
  private let network: Network
  private let images: Tensor
  private let labels: [Int]

  init(_ goldenCase: GoldenCase, _ activation: Activation.Function) throws {
    let images = try goldenCase.tensor("x")
    let names = goldenCase.inputRoles.filter { $0.hasSuffix(".weight") || $0.hasSuffix(".bias") }
    let parameters = Dictionary(uniqueKeysWithValues: try names.map { ($0, try goldenCase.tensor($0)) })
    func shape(_ name: String) throws -> Shape { Shape(try goldenCase.input(name).shape) }
    let (first, second, last) = (try shape("conv1.weight"), try shape("conv2.weight"), try shape("fc.weight"))
    let pools = goldenCase.params["maxpool_after_conv1"]?.bool ?? false
    let architecture = Architecture(
      "double backward", input: Shape(Array(images.shape.dimensions.dropFirst())), classes: last[0]
    ) {
      Convolution("conv1", first[1], first[0], kernel: first[2], padding: 1)
      Activation(activation)
      if pools { MaxPool(2) }
      Convolution("conv2", second[1], second[0], kernel: second[2], stride: 2, padding: 1)
      Activation(activation)
      Flatten()
      Linear("fc", last[1], last[0])
    }
    network = try Network(architecture, parameters: parameters)
    (self.images, labels) = (images, try goldenCase.input("labels").integers)
  }

  /// The number that `value` makes of the maps, its gradients at weights and images, and the maps as `role`.
  func outputs(
    _ method: Explanation, _ role: String, _ value: (Tensor) -> Tensor
  ) throws -> [String: [Float]] {
    let names = network.weightNames
    var maps = Tensor.zeros([0])
    let (result, gradients) = try valueAndGradient(
      at: [images] + names.compactMap { network.parameters[$0] }
    ) { inputs in
      let weights = Dictionary(uniqueKeysWithValues: zip(names, inputs.dropFirst()))
      let traced = try method.maps(of: network.traced(parameters: weights), images: inputs[0], labels: labels)
      maps = traced.detached
      return value(traced)
    }
    var outputs = ["value": result.elements, role: maps.elements]
    for (name, gradient) in zip(["x"] + names, gradients) { outputs["grad_\(name)"] = gradient.elements }
    return outputs
  }
}

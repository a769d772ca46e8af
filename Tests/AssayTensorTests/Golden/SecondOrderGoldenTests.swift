import AssayTensor
import AssayTestSupport
import Testing

/// Gradients of functions of gradients, in weights and images, against PyTorch's double backward.
@Suite struct SecondOrderGoldenTests {
  @Test func gradientsOfGradients() throws {
    guard let file = try GoldenFile.load("second_order") else { return }
    let failures = file.check(claiming: ["gradient_l1", "gradient_sq", "loss_gradient_sq", "ig_l1", "hvp"]) {
      goldenCase in
      guard let problem = try Problem(goldenCase), let outputs = try problem.outputs(of: goldenCase) else { return nil }
      return try goldenCase.compareAll(outputs)
    }
    #expect(failures == [])
  }
}

/// A network with its weights, images and labels, as a case gives them.
private struct Problem {
  private let network: SmallNetwork
  private let weights: [Tensor]
  private let images: Tensor
  private let labels: [Int]

  init?(_ goldenCase: GoldenCase) throws {
    guard let activation = SmallNetwork.activation(goldenCase.params["activation"]?.string) else { return nil }
    network = SmallNetwork(
      activation: activation, poolsAfterFirst: goldenCase.params["maxpool_after_conv1"]?.bool ?? false)
    weights = try SmallNetwork.parameterNames.map { try goldenCase.tensor($0) }
    images = try goldenCase.tensor("x")
    labels = try goldenCase.input("labels").integers
  }

  func outputs(of goldenCase: GoldenCase) throws -> [String: [Float]]? {
    switch goldenCase.op {
    case "gradient_l1":
      return differentiated(extra: ["input_gradient": network.scoreGradient(images, weights, labels: labels)]) {
        network.scoreGradient($0, $1, labels: labels).absolute().sum()
      }
    case "gradient_sq":
      return differentiated { network.scoreGradient($0, $1, labels: labels).squared().sum() }
    case "loss_gradient_sq":
      return differentiated(extra: ["loss": loss(images, weights)]) { images, weights in
        valueAndGradient(at: images) { loss($0, weights) }.gradient.squared().sum()
      }
    case "ig_l1":
      guard let steps = goldenCase.params["steps"]?.int else { return nil }
      let baseline = try goldenCase.tensor("baseline")
      let maps = integratedGradients(images, weights, baseline: baseline, steps: steps)
      return differentiated(extra: ["attributions": maps]) {
        integratedGradients($0, $1, baseline: baseline, steps: steps).absolute().sum()
      }
    case "hvp":
      return hessianProduct(try SmallNetwork.parameterNames.map { try goldenCase.tensor("v_\($0)") })
    default: return nil
    }
  }

  private func loss(_ images: Tensor, _ weights: [Tensor]) -> Tensor {
    network(images, weights).crossEntropy(labels: labels).mean()
  }

  /// The value of `function` and its gradients in weights and images, with further outputs.
  private func differentiated(
    extra: [String: Tensor] = [:], _ function: (Tensor, [Tensor]) -> Tensor
  ) -> [String: [Float]] {
    let (value, gradients) = valueAndGradient(at: [images] + weights) { function($0[0], Array($0.dropFirst())) }
    var outputs = extra.mapValues(\.elements)
    outputs["value"] = value.elements
    for (name, gradient) in zip(["x"] + SmallNetwork.parameterNames, gradients) {
      outputs["grad_\(name)"] = gradient.elements
    }
    return outputs
  }

  private func integratedGradients(_ images: Tensor, _ weights: [Tensor], baseline: Tensor, steps: Int) -> Tensor {
    let path = images - baseline
    let gradients = (0..<steps).map { step in
      let point = baseline + path * ((Float(step) + 0.5) / Float(steps))
      return network.scoreGradient(point, weights, labels: labels)
    }
    return path * (gradients.dropFirst().reduce(gradients[0]) { $0 + $1 } / Float(steps))
  }

  /// The product of the Hessian of the loss with `direction`, and the gradient of the same product at the images.
  private func hessianProduct(_ direction: [Tensor]) -> [String: [Float]] {
    func weightGradients(_ images: Tensor, _ weights: [Tensor]) -> (value: Tensor, gradients: [Tensor]) {
      valueAndGradient(at: weights) { loss(images, $0) }
    }
    let (first, gradients) = weightGradients(images, weights)
    let (dot, products) = valueAndGradient(at: [images] + weights) { inputs in
      let gradients = weightGradients(inputs[0], Array(inputs.dropFirst())).gradients
      let terms = zip(gradients, direction).map { ($0 * $1).sum() }
      return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
    }
    var outputs = ["loss": first.elements, "dot": dot.elements, "mixed_x": products[0].elements]
    for (index, name) in SmallNetwork.parameterNames.enumerated() {
      outputs["hvp_\(name)"] = products[index + 1].elements
      outputs["gradient_\(name)"] = gradients[index].elements
    }
    return outputs
  }
}

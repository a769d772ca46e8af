import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Auxiliary heads count in the loss of training, and in nothing else.
@Suite struct AuxiliaryHeadTests {
  private let key = RandomKey(seed: 91)
  private let labels = [0, 2, 1, 2]

  /// A trunk, a head of weight 0.3, more trunk, a head of weight 0.4 inside a residual connection, and the classifier.
  private let architecture = Architecture("headed", input: [2, 6, 6], classes: 3) {
    Convolution("a", 2, 4, kernel: 3, padding: 1, bias: false)
    BatchNorm("a.norm", 4)
    Activation(.silu)
    AuxiliaryHead(lossWeight: 0.3) {
      GlobalAveragePool()
      Flatten()
      Dropout("first.dropout", rate: 0.3)
      Linear("first", 4, 3)
    }
    Residual {
      Convolution("b", 4, 4, kernel: 3, padding: 1)
      AuxiliaryHead(lossWeight: 0.4) {
        Flatten()
        Linear("second", 144, 3)
      }
      Activation(.tanh)
    }
    Flatten()
    Linear("c", 144, 3)
  }

  private var network: Network { Network(architecture, key: key) }
  private var images: Tensor { .uniform(-1, 1, shape: [4, 2, 6, 6], key: key.derived("images")) }

  private func loss(_ weights: [String: Tensor]) -> Tensor {
    network.trainingLogits(images, parameters: weights, key: key.derived("step")).loss {
      $0.crossEntropy(labels: labels).mean()
    }
  }

  @Test func logitsOfTheHeadsAreWeighed() {
    let output = network.trainingLogits(images, key: key.derived("step"))
    #expect(output.auxiliary.map(\.lossWeight) == [0.3, 0.4])
    #expect(output.auxiliary.allSatisfy { $0.logits.shape == [4, 3] })
    let parts = ([output.logits] + output.auxiliary.map(\.logits)).map {
      $0.crossEntropy(labels: labels).mean().scalar
    }
    #expect((loss([:]).scalar - (parts[0] + 0.3 * parts[1] + 0.4 * parts[2])).magnitude < 1e-6)
    #expect(haveSameBits(network(images, mode: .training(key.derived("step"))), output.logits))
  }

  @Test func gradientsAreThoseOfDifferences() {
    let network = network
    let names = network.weightNames
    let weights = names.compactMap { network.parameters[$0] }
    func value(_ weights: [Tensor]) -> Tensor { loss(Dictionary(uniqueKeysWithValues: zip(names, weights))) }
    let gradients = valueAndGradient(at: weights) { value($0) }.gradients
    for (index, name) in names.enumerated() {
      let direction = Tensor.uniform(-1, 1, shape: weights[index].shape, key: key.derived("direction").derived(name))
      func moved(_ step: Float) -> Double {
        var weights = weights
        weights[index] = weights[index] + direction * step
        return Double(value(weights).scalar)
      }
      let h: Float = 1 / 128
      let difference = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * Double(h))
      let slope = zip(gradients[index].elements, direction.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      #expect((slope - difference).magnitude < 5e-4, "\(name): \(slope), \(difference)")
      #expect(gradients[index].elements.contains { $0.magnitude > 1e-3 }, "\(name) has a gradient")
    }
  }

  @Test func evaluationDoesNotRunThem() throws {
    let network = network
    var parameters = network.parameters
    parameters["first.weight"] = Tensor(repeating: 1e30, shape: [3, 4])
    let other = try Network(architecture, parameters: parameters)
    #expect(haveSameBits(try other.logits(for: images).values, try network.logits(for: images).values))
    #expect(
      haveSameBits(try other.frozen().logits(for: images).values, try network.frozen().logits(for: images).values))
  }

  @Test(arguments: [("googlenet-aux", [0.3, 0.3] as [Float]), ("inception-v3", [0.4])])
  func builtInHeadsHaveTheirPapersWeights(_ name: String, _ weights: [Float]) throws {
    let architecture = try Architecture.named(name, classes: 3)
    try architecture.checkTraining()
    let shapes = try architecture.body.auxiliaryShapes(for: architecture.inputShape)
    #expect(shapes == weights.map { _ in [3] })
    guard HeavyTests.run || name == "googlenet-aux" else { return }
    let input: Shape = name == "inception-v3" ? architecture.inputShape : [3, 32, 32]
    let network = Network(try architecture.taking(input), key: key)
    let images = Tensor.uniform(0, 1, shape: Shape([2] + input.dimensions), key: key.derived(name))
    let output = network.trainingLogits(images, key: key)
    #expect(output.auxiliary.map(\.lossWeight) == weights)
    #expect(output.auxiliary.allSatisfy { $0.logits.shape == [2, 3] })
  }

  /// Evaluation takes images that are too small for the head; training says so.
  @Test func imagesTooSmallForAHeadAreRefused() throws {
    let small = Architecture.inceptionV3(input: [3, 107, 107], classes: 3)
    #expect { try small.checkTraining() } throws: { error in
      (error as? AssayError)?.kind == .shapeMismatch && "\(error)".contains("training of inception-v3 on 3×107×107")
    }
    let misfit = Architecture("misfit", input: [2], classes: 3) {
      AuxiliaryHead(lossWeight: 1) { Linear("head", 2, 4) }
      Linear("a", 2, 3)
    }
    #expect { try misfit.checkTraining() } throws: { "\($0)".contains("expected 3 numbers, found 4") }
  }
}

import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Class activation maps can be differentiated at weights and images, against differences of their values.
@Suite struct LayerDerivativesTests {
  // Smooth, so that differences tell derivatives.
  private let network = Network(
    Architecture("smooth", input: [1, 6, 6], classes: 3) {
      Convolution("conv1", 1, 4, kernel: 3, padding: 1)
      Activation(.softplus)
      Residual { Convolution("conv2", 4, 4, kernel: 3, padding: 1) }
      Activation(.tanh)
      GlobalAveragePool()
      Flatten()
      Linear("fc", 4, 3)
    }, key: RandomKey(seed: 101))
  private let labels = [0, 2]

  private var methods: [Explanation] {
    [
      .classActivation(), .gradCAM(isRectified: false), .gradCAM(layer: "conv2", isRectified: false),
      .gradCAM(layer: "conv1", isRectified: false), .gradCAMPlusPlus(layer: "softplus1"), .layerCAM(layer: "softplus1"),
    ]
  }

  @Test func tracedMapsHaveTheSameValues() throws {
    let images = LayerMethods.images(2, of: network)
    for method in methods {
      let maps = try method.maps(of: network, images: images, labels: labels)
      let traced = try method.maps(of: network.traced(), images: images, labels: labels)
      #expect(largestDistance(maps, traced) <= 1e-5 * (maps.elements.map(\.magnitude).max() ?? 0), "\(method)")
    }
  }

  @Test func derivativesAreThoseOfDifferences() throws {
    let images = LayerMethods.images(2, of: network)
    let names = ["conv1.weight", "conv2.weight", "fc.weight"]
    let inputs = [images] + names.compactMap { network.parameters[$0] }
    let directions = inputs.enumerated().map { index, tensor in
      Tensor.uniform(-1, 1, shape: tensor.shape, key: RandomKey(seed: UInt64(110 + index)))
    }
    for method in methods {
      func value(_ inputs: [Tensor]) throws -> Tensor {
        let weights = Dictionary(uniqueKeysWithValues: zip(names, inputs.dropFirst()))
        return try method.maps(of: network.traced(parameters: weights), images: inputs[0], labels: labels)
          .squared().sum()
      }
      let (size, gradients) = try valueAndGradient(at: inputs) { try value($0) }
      for (index, gradient) in gradients.enumerated() {
        func moved(_ step: Float) throws -> Double {
          var inputs = inputs
          inputs[index] = inputs[index] + directions[index] * step
          return Double(try value(inputs).scalar)
        }
        // Small, because positive parts of gradients have kinks.
        let step: Float = 1 / 4096
        let difference = (try moved(step) - moved(-step)) / Double(2 * step)
        let derivative = Double((gradient * directions[index]).sum().scalar)
        let room = 0.02 * max(difference.magnitude, Double(size.scalar))
        #expect((difference - derivative).magnitude <= room, "\(method), input \(index): \(derivative), \(difference)")
      }
      #expect(gradients.contains { $0.elements.contains { $0 != 0 } }, "\(method)")
    }
  }

  @Test func mapsWithoutADerivativeAreRefused() throws {
    let images = LayerMethods.images(2, of: network)
    for method in LayerMethods.propagation + [.scoreCAM(), .guidedGradCAM()] {
      let error = #expect(throws: AssayError.self) {
        try method.maps(of: network.traced(), images: images, labels: labels)
      }
      #expect(error?.kind == .unsupported, "\(method)")
    }
  }
}

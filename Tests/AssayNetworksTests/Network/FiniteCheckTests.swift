import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// The first layer that makes a number that is not finite is named.
@Suite struct FiniteCheckTests {
  private let images = Tensor.uniform(0.1, 1, shape: [2, 1, 8, 8], key: RandomKey(seed: 3))

  @Test func aSoundNetworkHasNone() throws {
    let network = Network(.digitsSmall, key: RandomKey(seed: 1))
    #expect(try network.firstNotFiniteLayer(for: images) == nil)
  }

  @Test func theFirstLayerThatOverflowsIsNamed() throws {
    let network = Network(.digitsSmall, key: RandomKey(seed: 1))
    var parameters = network.parameters
    parameters["conv2.bias"] = Tensor(repeating: .infinity, shape: [32])
    let broken = network.with(parameters: parameters)
    #expect(try broken.firstNotFiniteLayer(for: images)?.hasPrefix("conv2 (Convolution") == true)
  }

  @Test func otherImagesAreRefused() {
    let network = Network(.digitsSmall, key: RandomKey(seed: 1))
    #expect(throws: AssayError.self) { try network.firstNotFiniteLayer(for: .zeros([1, 1, 4, 4])) }
  }
}

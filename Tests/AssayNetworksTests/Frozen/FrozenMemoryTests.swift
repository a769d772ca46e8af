import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Dispatch
import Synchronization
import Testing

/// What a frozen network holds, when it makes it, and that none of it shows in the results.
@Suite struct FrozenMemoryTests {
  private let key = RandomKey(seed: 83)

  /// Layers large enough that threads share an image: Winograd's, strided, narrow, in groups, in the frequency domain, and dense
  /// ones.
  private var large: Architecture {
    Architecture("large", input: [3, 33, 31], classes: 37) {
      Convolution("narrow", 3, 64, kernel: 5, padding: 2)
      ReLU()
      Residual {
        Convolution("winograd", 64, 96, kernel: 3, padding: 1)
        Activation(.leakyReLU(slope: 0.1))
        Convolution("pointwise", 96, 64, kernel: 1)
      }
      Convolution("strided", 64, 72, kernel: 3, stride: 2, padding: 1)
      Convolution("grouped", 72, 80, kernel: 3, padding: 1, groups: 2)
      MaxPool(2)
      Convolution("frequencies", 80, 48, kernel: 5, padding: 2)
      Flatten()
      Linear("hidden", 48 * 8 * 8, 259)
      ReLU()
      Linear("logits", 259, 37)
    }
  }

  private func images(_ count: Int, _ shape: Shape) -> Tensor {
    .uniform(0, 1, shape: Shape([count] + shape.dimensions), key: key.derived("images"))
  }

  private func gradient(of model: any DifferentiableClassifier, _ images: Tensor) throws -> (Tensor, Tensor) {
    let weights = Tensor.uniform(-1, 1, shape: [images.shape[0], model.classCount], key: key.derived("cotangent"))
    let (logits, gradient) = try model.logitsAndInputGradient(for: images) { _, rows in weights.rows(rows) }
    return (logits.values, gradient)
  }

  @Test func theFirstGradientMayBeAskedForByManyThreads() throws {
    let network = Network(large, key: key)
    let images = images(1, network.inputShape)
    let expected = try gradient(of: network.frozen(), images)
    for _ in 0..<HeavyWork.count(usual: 2, heavy: 3) {
      let frozen = try network.frozen()
      let results = Mutex<[(Tensor, Tensor)]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        guard let result = try? gradient(of: frozen, images) else { return }
        results.withLock { $0.append(result) }
      }
      let found = results.withLock { $0 }
      #expect(found.count == 8)
      #expect(found.allSatisfy { haveSameBits($0.0, expected.0) && haveSameBits($0.1, expected.1) })
    }
  }

  @Test(arguments: Kernels.supported)
  func threadsThatShareAnImageGetTheSameBits(_ instructionSet: InstructionSet) throws {
    let network = Network(large, key: key)
    let images = images(2, network.inputShape)
    let frozen = try network.frozen()
    try ComputeContext.with(instructionSet: instructionSet) {
      let expected = try ComputeContext.with(threads: 1) { try gradient(of: frozen, images) }
      let plain = try gradient(of: network, images)
      #expect(largestDistance(expected.0, plain.0) < 1e-5 && largestDistance(expected.1, plain.1) < 1e-5)
      // Two images among more threads: each image's slice has several to itself.
      for threads in HeavyWork.isWanted ? [2, 3, 4, 7] : [3, 7] {
        let shared = try ComputeContext.with(threads: threads) { try gradient(of: frozen, images) }
        #expect(haveSameBits(shared.0, expected.0) && haveSameBits(shared.1, expected.1), "\(threads) threads")
        let first = try ComputeContext.with(threads: threads) { try gradient(of: frozen, images.rows(0..<1)) }
        #expect(haveSameBits(first.0, expected.0.rows(0..<1)), "\(threads) threads, one image")
      }
    }
  }

  @Test func aNetworkThatIsGivenUpFreezesToTheSame() throws {
    let kept = Network(large, key: key)
    let images = images(3, kept.inputShape)
    let before = try kept.logits(for: images).values
    let expected = try gradient(of: kept.frozen(), images)
    let givenUp = Network(large, key: key)
    let found = try gradient(of: (consume givenUp).frozen(), images)
    #expect(haveSameBits(found.0, expected.0) && haveSameBits(found.1, expected.1))
    // Freezing packed nothing where others still read it.
    #expect(haveSameBits(try kept.logits(for: images).values, before))
  }

  @Test func memoryOfAPassDoesNotGrowWithTheBatch() throws {
    let frozen = try FrozenNetwork(Network(.resnet18(), key: key))
    let weights = Architecture.resnet18().parameterCount * MemoryLayout<Float>.stride
    ComputeContext.with(threads: 2) {
      for gradients in [false, true] {
        let large = frozen.workingBytes(forBatchOf: 1000, gradients: gradients)
        #expect(large == frozen.workingBytes(forBatchOf: 1_000_000, gradients: gradients))
        #expect(large >= frozen.workingBytes(forBatchOf: 1, gradients: gradients))
        #expect(large < 2 * (weights + (24 << 20)))
      }
      let forward = frozen.workingBytes(forBatchOf: 1000, gradients: false)
      #expect(forward < frozen.workingBytes(forBatchOf: 1000, gradients: true))
    }
  }
}

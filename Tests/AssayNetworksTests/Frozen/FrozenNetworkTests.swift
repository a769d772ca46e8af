import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// A frozen network is the same function with the same gradients, whatever its layers, and the same bits on every machine.
@Suite struct FrozenNetworkTests {
  private let key = RandomKey(seed: 47)

  private func images(_ architecture: Architecture, count: Int) -> Tensor {
    .uniform(-0.2, 1, shape: Shape([count] + architecture.inputShape.dimensions), key: key.derived("images"))
  }

  /// The gradient of a loss that weighs all logits of all rows differently.
  private func gradient(of model: any DifferentiableClassifier, _ images: Tensor) throws -> (Logits, Tensor) {
    let weights = Tensor.uniform(-1, 1, shape: [images.shape[0], model.classCount], key: key.derived("cotangent"))
    return try model.logitsAndInputGradient(for: images) { _, rows in weights.rows(rows) }
  }

  @Test(arguments: ArchitectureCase.all)
  func agreesWithTheNetwork(_ subject: ArchitectureCase) throws {
    let network = Network(subject.architecture, key: key)
    let frozen = try network.frozen()
    let images = images(subject.architecture, count: 7)
    let (logits, gradient) = try gradient(of: frozen, images)
    let (expectedLogits, expected) = try self.gradient(of: network, images)
    #expect(largestDistance(logits.values, expectedLogits.values) < 1e-5)
    #expect(largestDistance(gradient, expected) < 1e-5)
    #expect(haveSameBits(try frozen.logits(for: images).values, logits.values))
    let (again, pullback) = try frozen.logitsWithPullback(for: images)
    let weights = Tensor.uniform(-1, 1, shape: [7, frozen.classCount], key: key.derived("cotangent"))
    let slope = try pullback(weights)
    #expect(haveSameBits(again.values, logits.values) && haveSameBits(slope, gradient))
  }

  @Test(arguments: ArchitectureCase.all)
  func hasTheSameBitsOnThreadsPartsAndInstructionSets(_ subject: ArchitectureCase) throws {
    let frozen = try Network(subject.architecture, key: key).frozen()
    let images = images(subject.architecture, count: 11)
    let (logits, gradient) = try ComputeContext.with(threads: 1) { try self.gradient(of: frozen, images) }
    for threads in [2, 3, 5] {
      let other = try ComputeContext.with(threads: threads) { try self.gradient(of: frozen, images) }
      #expect(haveSameBits(other.0.values, logits.values) && haveSameBits(other.1, gradient), "\(threads) threads")
    }
    for instructionSet in Kernels.supported {
      let other = try ComputeContext.with(instructionSet: instructionSet) { try self.gradient(of: frozen, images) }
      #expect(haveSameBits(other.0.values, logits.values) && haveSameBits(other.1, gradient), "\(instructionSet)")
    }
    let weights = Tensor.uniform(-1, 1, shape: [11, frozen.classCount], key: key.derived("cotangent"))
    for row in 0..<11 {
      let (one, slope) = try frozen.logitsAndInputGradient(for: images.rows([row])) { _, _ in weights.rows([row]) }
      #expect(haveSameBits(one.values, logits.values.rows([row])) && haveSameBits(slope, gradient.rows([row])))
    }
  }

  @Test func trainedNetworksAgreeOnDigits() throws {
    guard let digits = try GoldenDigits.load() else { return }
    let images = try digits.examples(64).images
    for goldenCase in digits.file.cases where goldenCase.op == "trained_network" {
      let network = try digits.network(goldenCase.name)
      let (logits, slope) = try gradient(of: network.frozen(), images)
      let (expected, expectedSlope) = try gradient(of: network, images)
      // In parts of the logits' size, which goes beyond 10 here.
      let scale = expected.values.elements.reduce(1) { max($0, $1.magnitude) }
      #expect(largestDistance(logits.values, expected.values) < 1e-5 * scale)
      #expect(largestDistance(slope, expectedSlope) < 1e-5 * scale)
      for threads in [2, 5] {
        let other = try ComputeContext.with(threads: threads) { try self.gradient(of: network.frozen(), images) }
        #expect(haveSameBits(other.0.values, logits.values) && haveSameBits(other.1, slope))
      }
    }
  }

  @Test func emptyBatches() throws {
    let frozen = try Network(.digitsSmall, key: key).frozen()
    let (logits, gradient) = try gradient(of: frozen, .zeros([0, 1, 8, 8]))
    #expect(logits.values.shape == [0, 10] && gradient.shape == [0, 1, 8, 8])
    #expect(try Network(.digitsSmall, key: key).logits(for: .zeros([0, 1, 8, 8])).values.shape == [0, 10])
  }

  @Test func batchesOfOtherSizesDoNotLeaveTraces() throws {
    let frozen = try Network(.digitsStrided, key: key).frozen()
    let images = images(.digitsStrided, count: 70)
    let all = try gradient(of: frozen, images)
    for count in [1, 64, 3, 65, 70, 2] {
      let weights = Tensor.uniform(-1, 1, shape: [70, 10], key: key.derived("cotangent"))
      let part = try frozen.logitsAndInputGradient(for: images.rows(0..<count)) { _, rows in weights.rows(rows) }
      #expect(haveSameBits(part.logits.values, all.0.values.rows(0..<count)))
      #expect(haveSameBits(part.gradient, all.1.rows(0..<count)))
    }
  }

  @Test func notANumberStaysInItsExample() throws {
    let frozen = try Network(.digitsSmall, key: key).frozen()
    let clean = images(.digitsSmall, count: 3)
    var elements = clean.elements
    elements[64 + 20] = .nan
    let logits = try frozen.logits(for: Tensor(shape: clean.shape, elements: elements)).values
    #expect(logits.rows([1]).elements.allSatisfy { $0.isNaN })
    let others = try frozen.logits(for: clean).values
    #expect(haveSameBits(logits.rows([0, 2]), others.rows([0, 2])))
    // And what the slice's memory held before does not come back.
    #expect(haveSameBits(try frozen.logits(for: clean).values, others))
  }

  @Test func errorsOfTheCotangentPassThrough() throws {
    struct Stop: Error {}
    let frozen = try Network(.digitsSmall, key: key).frozen()
    #expect(throws: Stop.self) {
      try frozen.logitsAndInputGradient(for: .zeros([5, 1, 8, 8])) { _, _ in throw Stop() }
    }
  }

  @Test func wrongShapesAreRefused() throws {
    let network = Network(.digitsSmall, key: key)
    for model in [network, try network.frozen()] as [any DifferentiableClassifier] {
      for shape in [[2, 1, 8, 9], [2, 3, 8, 8], [1, 8, 8], [64], [2, 64]] as [Shape] {
        #expect { try model.logits(for: .zeros(shape)) } throws: { error in
          let error = error as? AssayError
          return error?.kind == .shapeMismatch && error?.expected == "N×1×8×8" && error?.found == shape.description
        }
        #expect(throws: AssayError.self) { try model.logitsWithPullback(for: .zeros(shape)) }
      }
    }
  }
}

import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Steps of training give the same bits on every number of threads and every instruction set.
@Suite struct TrainingStepTests {
  private let key = RandomKey(seed: 53)

  private func trained(_ architecture: Architecture, count: Int, steps: Int) -> [Tensor] {
    let network = Network(architecture, key: key)
    var optimizer: any Optimizer = Adam(learningRate: 0.01, weightDecay: 0.01, decouplesWeightDecay: true)
    let images = Tensor.uniform(
      0, 1, shape: Shape([count] + architecture.inputShape.dimensions), key: key.derived("images"))
    let labels = (0..<count).map { $0 % architecture.classCount }
    var parameters = network.parameters
    let names = network.parameterNames
    for step in 0..<steps {
      let gradients = valueAndGradient(at: names.compactMap { parameters[$0] }) { weights in
        let named = Dictionary(uniqueKeysWithValues: zip(names, weights))
        return network(images, parameters: named, mode: .training(key.derived("step").derived(step)))
          .crossEntropy(labels: labels).mean()
      }.gradients
      optimizer.update(&parameters, gradients: Dictionary(uniqueKeysWithValues: zip(names, gradients)))
    }
    return names.compactMap { parameters[$0] }
  }

  @Test(arguments: [Architecture.digitsSmall.name, Architecture.digitsStrided.name])
  func digits(_ name: String) throws {
    let architecture = try Architecture.named(name)
    let reference = ComputeContext.with(threads: 1) { trained(architecture, count: 33, steps: 3) }
    for threads in [2, 3, 5] {
      let other = ComputeContext.with(threads: threads) { trained(architecture, count: 33, steps: 3) }
      #expect(zip(other, reference).allSatisfy { haveSameBits($0, $1) }, "\(threads) threads")
    }
    for instructionSet in Kernels.supported {
      let other = ComputeContext.with(instructionSet: instructionSet) { trained(architecture, count: 33, steps: 3) }
      #expect(zip(other, reference).allSatisfy { haveSameBits($0, $1) }, "\(instructionSet)")
    }
  }

  @Test func largerImagesWithDropout() {
    let reference = ComputeContext.with(threads: 1) { trained(.mnist(), count: 6, steps: 2) }
    for threads in [2, 3] {
      let other = ComputeContext.with(threads: threads) { trained(.mnist(), count: 6, steps: 2) }
      #expect(zip(other, reference).allSatisfy { haveSameBits($0, $1) }, "\(threads) threads")
    }
  }

  @Test func logitsDoNotDependOnTheBatch() throws {
    let network = Network(.digitsStrided, key: key)
    let images = Tensor.uniform(0, 1, shape: [300, 1, 8, 8], key: key.derived("images"))
    let logits = try network.logits(for: images).values
    for rows in [0..<1, 1..<3, 40..<100, 255..<258, 0..<300] {
      #expect(haveSameBits(try network.logits(for: images.rows(rows)).values, logits.rows(rows)))
    }
  }

  @Test func dropoutActsInTrainingOnly() {
    let network = Network(.mnist(dropout: 0.3), key: key)
    let images = Tensor.uniform(0, 1, shape: [2, 1, 28, 28], key: key.derived("images"))
    let evaluated = network(images)
    let first = network(images, mode: .training(key.derived(1)))
    #expect(haveSameBits(network(images), evaluated))
    #expect(haveSameBits(network(images, mode: .training(key.derived(1))), first))
    #expect(!haveSameBits(first, evaluated) && !haveSameBits(network(images, mode: .training(key.derived(2))), first))
  }

  @Test func startingWeightsComeFromTheKey() {
    let (a, b) = (Network(.digitsSmall, key: key), Network(.digitsSmall, key: key))
    let other = Network(.digitsSmall, key: key.derived(1))
    for definition in Architecture.digitsSmall.body.parameters {
      guard let (x, y) = a.parameters[definition.name].flatMap({ x in b.parameters[definition.name].map { (x, $0) } }),
        let z = other.parameters[definition.name], case .uniform(let fanIn) = definition.initialization
      else {
        Issue.record("\(definition.name) is missing")
        continue
      }
      #expect(x.shape == definition.shape && haveSameBits(x, y) && !haveSameBits(x, z))
      let bound = 1 / Float(fanIn).squareRoot()
      #expect(x.elements.allSatisfy { $0.magnitude <= bound })
    }
  }
}

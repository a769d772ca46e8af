import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Weights that PyTorch saved load under its names, also from within wrappers.
@Suite struct StateDictionaryTests {
  private let network = Network(.digitsSmall, key: RandomKey(seed: 5))

  private static let normalized = Architecture("normalized", input: [1, 4, 4], classes: 2) {
    Convolution("stem.conv", 1, 3, kernel: 3, bias: false)
    BatchNorm("stem.bn", 3)
    Flatten()
    Linear("head", 12, 2)
  }

  private func archive(
    _ network: Network, without missing: Set<String> = [], prefix: (String) -> String = { _ in "" },
    extra: [String: [Int]] = [:]
  ) throws -> TensorArchive {
    var builder = TensorArchiveBuilder(metadata: ["format": "pt"])
    for name in network.parameterNames where !missing.contains(name) {
      let tensor = try #require(network.parameters[name])
      try builder.append(prefix(name) + name, shape: tensor.shape.dimensions, floats: tensor.elements)
    }
    for (name, shape) in extra.sorted(by: { $0.key < $1.key }) {
      try builder.append(name, shape: shape, floats: [Float](repeating: 0, count: shape.reduce(1, *)))
    }
    return try TensorArchive(data: builder.data(), source: "weights")
  }

  private func fault(_ body: () throws -> Void) -> AssayError? {
    do {
      try body()
      return nil
    } catch { return error as? AssayError }
  }

  @Test(arguments: ["module.", "model.", "_orig_mod.", "model._orig_mod.", "module.model."])
  func wrappersAreTakenOff(_ prefix: String) throws {
    let archive = try archive(network) { _ in prefix }
    let (read, notes) = try Network.reading(archive, named: "digits-small", facts: ModelFacts())
    for name in network.parameterNames {
      #expect(haveSameBits(try #require(read.parameters[name]), try #require(network.parameters[name])))
    }
    #expect(notes == ["“\(prefix)” in front of the tensors' names was taken off"])
    #expect(try Network(archive: archive, architecture: .digitsSmall).parameters.keys == read.parameters.keys)
  }

  @Test func onlyWhatIsAWrapperIsTakenOff() throws {
    let archive = try archive(network) { _ in "network." }
    let error = try #require(fault { _ = try Network(archive: archive, architecture: .digitsSmall) })
    #expect(error.description.contains("network.conv1.weight") && error.description.contains("missing: conv1.weight"))
  }

  @Test func oneParameterIsNotReadTwice() throws {
    let archive = try archive(network, extra: ["module.fc.bias": [10]])
    let error = try #require(fault { _ = try Network(archive: archive, architecture: .digitsSmall) })
    #expect(error.kind == .malformedData && error.description.contains("fc.bias"))
  }

  @Test func countsOfBatchesAreOfNoAccount() throws {
    let network = Network(Self.normalized, key: RandomKey(seed: 6))
    let without = try archive(network, without: ["stem.bn.num_batches_tracked"])
    let images = Tensor.uniform(0, 1, shape: [2, 1, 4, 4], key: RandomKey(seed: 7))
    let read = try Network(archive: without, architecture: Self.normalized)
    #expect(haveSameBits(try read.logits(for: images).values, try network.logits(for: images).values))
    let more = try archive(self.network, extra: ["bn.num_batches_tracked": []])
    #expect(try Network(archive: more, architecture: .digitsSmall).parameters.count == 6)
  }

  @Test func theNumberOfClassesIsThatOfTheWeights() throws {
    let network = Network(.digitsSmall(classes: 4), key: RandomKey(seed: 8))
    #expect(try Architecture(of: archive(network), named: "digits-small").classCount == 4)
    #expect(try Architecture(of: archive(network) { _ in "module." }, named: "digits-small").classCount == 4)
  }

  @Test func headsThatOnlyTrainAreLeftOut() throws {
    let heads = ["aux1.fc2.bias": [3], "aux2.conv.bn.num_batches_tracked": [], "AuxLogits.fc.bias": [3]]
    let plain = Network(.googLeNet(input: [3, 32, 32], classes: 3), key: RandomKey(seed: 9))
    let (read, notes) = try Network.reading(archive(plain, extra: heads), named: "googlenet", facts: ModelFacts())
    #expect(read.classCount == 3)
    #expect(notes == ["the auxiliary heads AuxLogits, aux1 were left out; only training uses them"])
    let other = try archive(network, extra: ["aux1.fc2.bias": [3]])
    let error = try #require(fault { _ = try Network(archive: other, architecture: .digitsSmall) })
    #expect(error.description.contains("unexpected: aux1.fc2.bias"))
  }

  @Test func errorsNameTheNearestAndTheRightArchitecture() throws {
    let renamed = try archive(network, without: ["fc.bias"], extra: ["fcc.bias": [10]])
    let error = try #require(fault { _ = try Network(archive: renamed, architecture: .digitsSmall) })
    #expect(error.description.contains("fcc.bias 10 may be fc.bias 10"), "\(error)")
    let silent = try #require(fault { _ = try Network(archive: archive(network)) })
    #expect(silent.advice == "Its names and shapes are those of digits-small", "\(silent)")
    let wrong = try #require(fault { _ = try Network(archive: archive(network), architecture: .mnist()) })
    #expect(wrong.description.contains("digits-small"), "\(wrong)")
  }

  @Test func longListsAreCut() throws {
    let error = try #require(fault { _ = try Network(archive: archive(network), architecture: .resnet18()) })
    #expect(error.description.contains(" more; ") && error.description.count < 3000, "\(error)")
  }

  /// State dictionaries of torchvision as `Reference/torchvision_weights.py` wrote them, in the folder that
  /// `ASSAY_TORCHVISION_DIR` names, against PyTorch's logits.
  @Test func torchvisionsWeights() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_TORCHVISION_DIR"] else {
      print("skipped: ASSAY_TORCHVISION_DIR does not name a folder of weights")
      return
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".reference") }
    var passed = 0
    for file in files.sorted() {
      let name = file.dropLast(".reference".count)
      do {
        let reference = try TensorArchive(contentsOf: URL(filePath: "\(folder)/\(file)"))
        let weights = try TensorArchive(contentsOf: URL(filePath: "\(folder)/\(name).safetensors"))
        let architecture = String(name.prefix { $0 != "+" })
        let (network, notes) = try Network.reading(weights, named: architecture, facts: ModelFacts())
        let expected = try reference.tensor("logits").elements
        let logits = try network.logits(for: try reference.tensor("images")).values.elements
        let scale = expected.map { abs($0) }.max() ?? 1
        let worst = zip(logits, expected).map { abs($0 - $1) / scale }.max() ?? 1
        print("\(name): \(worst) \(notes)")
        #expect(worst <= 1e-4 && logits.count == expected.count, "\(name): \(worst)")
        if worst <= 1e-4 { passed += 1 }
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    print("torchvision: \(passed) of \(files.count) state dictionaries agree")
  }
}

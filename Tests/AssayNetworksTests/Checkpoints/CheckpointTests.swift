import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Checkpoints come back as they were, and files that do not fit say everything that is wrong with them.
@Suite struct CheckpointTests {
  private let network = Network(.digitsSmall, key: RandomKey(seed: 61))

  private func fault(_ body: () throws -> Void) -> AssayError? {
    do {
      try body()
      return nil
    } catch { return error as? AssayError }
  }

  @Test func roundTripIsByteIdentical() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let bytes = try network.checkpoint(metadata: ["name": "first", "epochs": "3"])
    let url = folder.file("network.safetensors")
    try bytes.write(to: url)
    let read = try Network(checkpoint: url, architecture: .digitsSmall)
    #expect(try read.checkpoint() == bytes && network.checkpoint(metadata: ["epochs": "3", "name": "first"]) == bytes)
    #expect(read.name == "first" && read.metadata["epochs"] == "3")
    let same = network.parameterNames.allSatisfy { name in
      guard let x = network.parameters[name], let y = read.parameters[name] else { return false }
      return haveSameBits(x, y)
    }
    #expect(same)
  }

  @Test func goldenWeightsRoundTrip() throws {
    guard let digits = try GoldenDigits.load() else { return }
    for goldenCase in digits.file.cases where goldenCase.op == "trained_network" {
      let network = try digits.network(goldenCase.name)
      let bytes = try network.checkpoint()
      let again = try Network(archive: TensorArchive(data: bytes), architecture: network.architecture)
      #expect(try again.checkpoint() == bytes)
    }
  }

  @Test func everyMisfitIsListedAtOnce() throws {
    var parameters = network.parameters
    parameters["conv1.weight"] = nil
    parameters["conv2.bias"] = nil
    parameters["fc.bias"] = .zeros([11])
    parameters["conv2.weight"] = .zeros([32, 16, 5, 5])
    parameters["extra.weight"] = .zeros([2, 3])
    parameters["another"] = .zeros([])
    let error = try #require(fault { _ = try Network(.digitsSmall, parameters: parameters) })
    #expect(error.kind == .shapeMismatch)
    let text = error.description
    for part in [
      "missing: conv1.weight 16×1×3×3, conv2.bias 32", "unexpected: another scalar, extra.weight 2×3",
      "conv2.weight 32×16×5×5 instead of 32×16×3×3", "fc.bias 11 instead of 10", "digits-small", "6 parameters of 6090",
    ] {
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightsThatAreNoNumbersAreNamed(_ value: Float) throws {
    var parameters = network.parameters
    var elements = try #require(parameters["conv2.weight"]).elements
    elements[77] = value
    parameters["conv2.weight"] = Tensor(shape: [32, 16, 3, 3], elements: elements)
    let error = try #require(fault { _ = try Network(.digitsSmall, parameters: parameters) })
    #expect(error.kind == .notFinite && error.location?.contains("conv2.weight") == true)
    #expect(error.found == "\(value)")
  }

  @Test func truncatedFilesAreRefusedAtEveryLength() throws {
    let bytes = try network.checkpoint()
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let url = folder.file("cut.safetensors")
    for count in [0, 1, 7, 8, 9, 100, bytes.count / 2, bytes.count - 4, bytes.count - 1] {
      try bytes.prefix(count).write(to: url)
      let error = try #require(fault { _ = try Network(checkpoint: url, architecture: .digitsSmall) })
      #expect(error.location?.contains("cut.safetensors") == true, "\(error)")
    }
  }

  @Test func otherArchitecturesAreNamed() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let url = folder.file("small.safetensors")
    try network.checkpoint().write(to: url)
    let error = try #require(fault { _ = try Network(checkpoint: url, architecture: .digitsStrided) })
    #expect(error.kind == .shapeMismatch)
    #expect(error.description.contains("digits-small") && error.description.contains("digits-strided"))
    #expect(error.location?.contains("small.safetensors") == true)
    let missing = fault { _ = try Network(checkpoint: folder.file("none"), architecture: .digitsSmall) }
    #expect(missing?.kind == .missingFile)
    let unknown = fault { _ = try Architecture.named("resnet-1000") }
    #expect(unknown?.kind == .unknownName && unknown?.expected?.contains("digits-small") == true)
  }

  @Test func misfitsInFilesNameTheFile() throws {
    var builder = TensorArchiveBuilder(metadata: [:])
    try builder.append("fc.bias", shape: [10], floats: [Float](repeating: 0, count: 10))
    let archive = try TensorArchive(data: builder.data(), source: "weights of today")
    let error = try #require(fault { _ = try Network(archive: archive, architecture: .digitsSmall) })
    #expect(error.kind == .shapeMismatch && error.location?.contains("weights of today") == true)
    #expect(error.description.contains("conv1.weight") && error.description.contains("fc.weight"))
  }
}

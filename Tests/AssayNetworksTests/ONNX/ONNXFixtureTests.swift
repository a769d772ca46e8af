import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// The small networks of `Fixtures/ONNX`, as exporters and quantisers write them, against onnxruntime and PyTorch.
@Suite struct ONNXFixtureTests {
  private static let folder = PackagePaths.root.appending(path: "Fixtures/ONNX")

  private func model(_ url: URL) throws -> ONNXModel { try ONNXModel(at: url.path(percentEncoded: false)) }

  @Test func logitsAndGradients() throws {
    for url in try ONNXReference.files(in: Self.folder) {
      let network = try model(url).network
      let reference = try ONNXReference(for: url)
      let worst = try [network as any DifferentiableClassifier, network.frozen()].flatMap(reference.deviations)
      #expect(worst.allSatisfy { $0 <= 1e-4 }, "\(url.lastPathComponent): \(worst)")
    }
  }

  /// What rounds says so, and nothing else does.
  @Test func roundingIsNoted() throws {
    for url in try ONNXReference.files(in: Self.folder) {
      let name = url.lastPathComponent
      let isQuantised = ["qdq", "qoperator", "quantised"].contains { name.contains($0) }
      #expect(try model(url).notes.contains { $0.contains("straight through") } == isQuantised, "\(name)")
    }
  }

  /// Layers are called as in PyTorch, by whichever exporter, and blocks end where PyTorch's modules do.
  @Test func layerNames() throws {
    let wanted = ["conv1", "relu", "maxpool", "layer1.0.conv1", "layer1.1.conv2", "layer1.1.add", "avgpool", "fc"]
    for url in try ONNXReference.files(in: Self.folder) where url.lastPathComponent.hasPrefix("tiny.") {
      let graph = try model(url).graph()
      let names = graph.layerNames
      #expect(Set(names).count == names.count)
      let missing = wanted.filter { !names.contains($0) }
      // Quantisation leaves out rectifiers that its ranges make superfluous.
      let isQuantised = !(try model(url).notes.allSatisfy { !$0.contains("rounded") })
      #expect(missing.isEmpty || isQuantised && missing == ["relu"], "\(url.lastPathComponent): \(missing) of \(names)")
      let block = try graph.layer("layer1").name
      let expected = isQuantised ? "layer1.1." : "layer1.1.relu_1"
      #expect(block.hasPrefix(expected), "\(url.lastPathComponent): \(block) of \(names)")
    }
  }
}

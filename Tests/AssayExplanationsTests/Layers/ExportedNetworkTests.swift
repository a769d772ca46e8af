import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// A network that was exported is explained like the same network made of this package's layers, by whichever exporter
/// and with normalisation folded or not.
@Suite struct ExportedNetworkTests {
  private static let explanations: [(explanation: Explanation, tolerance: Float)] = [
    (.gradient, 1e-4), (.integratedGradients(steps: 16), 1e-3), (.gradCAM(layer: "layer1"), 1e-4),
    (.gradCAM(), 1e-4), (.gradCAM(layer: "layer1.0"), 1e-4), (.layerwiseRelevance(), 1e-3), (.deepLIFT(), 1e-4),
    (.guidedBackpropagation, 1e-4), (.deconvolution, 1e-4), (.guidedGradCAM(layer: "layer1"), 1e-4),
  ]

  /// The network of `Reference/fixtures.py`.
  private static let tiny = Architecture("tiny", input: [3, 8, 8], classes: 5) {
    Convolution("conv1", 3, 4, kernel: 3, padding: 1)
    ReLU()
    MaxPool(2)
    for index in 0..<2 {
      Residual {
        Convolution("layer1.\(index).conv1", 4, 4, kernel: 3, padding: 1, bias: false)
        BatchNorm("layer1.\(index).bn1", 4)
        ReLU()
        Convolution("layer1.\(index).conv2", 4, 4, kernel: 3, padding: 1, bias: false)
        BatchNorm("layer1.\(index).bn2", 4)
      }
      ReLU()
    }
    GlobalAveragePool()
    Flatten()
    Linear("fc", 4, 5)
  }

  @Test func smallNetworks() throws {
    let folder = PackagePaths.root.appending(path: "Fixtures/ONNX")
    let images = Tensor.uniform(0, 1, shape: [3, 3, 8, 8], key: RandomKey(seed: 8))
    try compare(Self.tiny, in: folder, named: "tiny", images)
  }

  /// ResNet-18 in the folder that `ASSAY_ONNX_DIR` names, if one of its variants is there without anything folded.
  @Test func exportedResNet18() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_DIR"] else {
      print("skipped: ASSAY_ONNX_DIR does not name a folder of exported networks")
      return
    }
    let images = Tensor.uniform(0, 1, shape: [2, 3, 64, 64], key: RandomKey(seed: 8))
    try compare(.resnet18(input: [3, 64, 64], classes: 10), in: URL(filePath: folder), named: "resnet18", images)
  }

  /// Compares all variants in full precision with `architecture`, whose weights a file that is not folded has.
  private func compare(_ architecture: Architecture, in folder: URL, named name: String, _ images: Tensor) throws {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "onnx" && $0.lastPathComponent.hasPrefix(name + ".") }
      .filter { $0.lastPathComponent.contains("legacy") || $0.lastPathComponent.contains("dynamo") }
      .sorted { $0.path() < $1.path() }
    let models = try files.map { try ONNXModel(at: $0.path(percentEncoded: false)) }
    let wanted = Set(architecture.body.parameters.filter { $0.role != .counter }.map(\.name))
    guard let raw = models.first(where: { wanted.isSubset(of: $0.network.parameters.keys) }) else {
      print("skipped: no \(name) with all of PyTorch's weights in \(folder.path())")
      return
    }
    var parameters = raw.network.parameters.filter { wanted.contains($0.key) }
    for counter in architecture.body.parameters where counter.role == .counter {
      parameters[counter.name] = .zeros(counter.shape)
    }
    let own = try Network(architecture, parameters: parameters)
    let labels = (0..<images.shape[0]).map { $0 % architecture.classCount }
    for (explanation, tolerance) in Self.explanations {
      let expected = try explanation.maps(of: own, images: images, labels: labels)
      let scale = max(expected.elements.map(\.magnitude).max() ?? 0, .leastNormalMagnitude)
      var worst: Float = 0
      for (file, model) in zip(files, models) {
        let maps = try explanation.maps(of: model.network, images: images, labels: labels)
        let distance = largestDistance(maps, expected) / scale
        worst = max(worst, distance)
        #expect(distance <= tolerance, "\(explanation) on \(file.lastPathComponent): \(distance)")
      }
      print("\(name), \(files.count) files, \(explanation): apart by \(worst) of the largest at most")
    }
  }
}

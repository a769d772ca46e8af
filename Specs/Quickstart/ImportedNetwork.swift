import Assay
import AssayFixtures
import Foundation
import Testing

/// A network that was trained in PyTorch and quantised to 8 bits, read from its ONNX file.
@Suite(.seed(2026))
struct ImportedNetwork {
  let model: ONNXModel

  init() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    model = try ONNXModel(
      at: package.appending(path: "Fixtures/ONNX/digits_cnn_robust.qdq.onnx").path(percentEncoded: false))
  }

  @Test func quantisationKeepsItsRobustness() async throws {
    try await check(model, on: Digits.test, .accuracy(under: .pgd(.linf(0.15), steps: 40), atLeast: 0.5))
  }

  /// Whoever only answers can be asked too, by attacks that need no gradients.
  @Test func itsAnswersAloneAreEnoughForASearch() async throws {
    let service = FunctionClassifier("digits service", inputShape: [1, 8, 8], classCount: 10) { [model] images in
      .probabilities(try model.logits(for: images).probabilities.values)
    }
    try await check(service, on: Digits.test, .accuracy(under: .square(.linf(0.1), queries: 100), atLeast: 0.5))
  }
}

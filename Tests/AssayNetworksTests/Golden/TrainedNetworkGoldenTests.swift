import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// Logits of trained networks against PyTorch, as they are and frozen.
@Suite struct TrainedNetworkGoldenTests {
  @Test func logits() throws {
    guard let digits = try GoldenDigits.load() else { return }
    let failures = digits.file.check(claiming: ["trained_network"]) { goldenCase in
      let network = try digits.network(goldenCase.name)
      return try mismatches(of: network, goldenCase, digits) + mismatches(of: network.frozen(), goldenCase, digits)
    }
    #expect(failures == [])
  }

  private func mismatches(
    of model: any DifferentiableClassifier, _ goldenCase: GoldenCase, _ digits: GoldenDigits
  ) throws -> [GoldenMismatch] {
    let (images, labels) = try digits.examples()
    let logits = try model.logits(for: images)
    let losses = logits.crossEntropy(labels: labels).losses
    let correct = Double(zip(logits.labels, labels).count { $0 == $1 })
    let figures = [
      "correct": correct, "accuracy": correct / Double(labels.count),
      "cross_entropy": losses.reduce(0) { $0 + Double($1) } / Double(labels.count),
    ]
    return [
      try goldenCase.compare(logits.values.elements, shape: logits.values.shape.dimensions, with: "logits"),
      try goldenCase.compare(logits.labels, with: "predictions"),
    ].compactMap { $0 } + (try figures.compactMap { try goldenCase.compare(values: [$1], with: $0) })
  }
}

import AssayTestSupport
import Testing

/// Outputs and gradients of single operations against PyTorch.
@Suite struct LayersGoldenTests {
  @Test func operationsAndTheirGradients() throws {
    guard let file = try GoldenFile.load("layers") else { return }
    let failures = file.check(claiming: Set(LayerOps.all.keys)) { goldenCase in
      guard let operation = LayerOps.all[goldenCase.op] else { return nil }
      return try goldenCase.compareAll(try operation(goldenCase))
    }
    #expect(failures == [])
  }
}

import AssayTestSupport
import Testing

/// Losses and their gradients against PyTorch.
@Suite struct LossesGoldenTests {
  @Test func lossesAndTheirGradients() throws {
    guard let file = try GoldenFile.load("losses") else { return }
    let failures = file.check(claiming: Set(LossOps.all.keys)) { goldenCase in
      guard let operation = LossOps.all[goldenCase.op] else { return nil }
      return try goldenCase.compareAll(try operation(goldenCase))
    }
    #expect(failures == [])
  }
}

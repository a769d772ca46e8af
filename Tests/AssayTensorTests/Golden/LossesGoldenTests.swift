import AssayBase
import AssayTensor
import AssayTestSupport
import Testing

/// Losses and their gradients against PyTorch.
@Suite struct LossesGoldenTests {
  /// Label smoothing and class weights are not part of the engine: those cases are left out, and their number is said.
  @Test func crossEntropy() throws {
    guard let file = try GoldenFile.load("losses") else { return }
    let cases = file.cases.filter { $0.op == "cross_entropy" }
    let covered = cases.filter {
      $0.params["weighted"]?.bool != true && $0.params["label_smoothing"]?.double ?? 0 == 0
    }
    var tally = GoldenTally(file, claiming: ["cross_entropy"])
    for goldenCase in covered {
      tally.record(goldenCase, Result { try goldenCase.compareAll(try outputs(of: goldenCase)) })
    }
    print("golden losses: \(cases.count - covered.count) cases with label smoothing or class weights left out")
    #expect(tally.report() == [])
  }

  private func outputs(of goldenCase: GoldenCase) throws -> [String: [Float]] {
    let labels = try goldenCase.input("labels").integers
    let (value, pullback) = try valueWithPullback(at: [try goldenCase.tensor("logits")]) { inputs in
      let losses = inputs[0].crossEntropy(labels: labels)
      switch goldenCase.params["reduction"]?.string {
      case "mean": return losses.mean()
      case "sum": return losses.sum()
      case "none": return losses
      default:
        throw AssayError(
          .unsupported, "the reduction is not one of mean, sum and none", at: "golden case \(goldenCase.name)")
      }
    }
    let upstream =
      goldenCase.inputRoles.contains("upstream")
      ? try goldenCase.tensor("upstream") : Tensor(repeating: 1, shape: value.shape)
    return ["output": value.elements, "grad_logits": pullback(upstream)[0].elements]
  }
}

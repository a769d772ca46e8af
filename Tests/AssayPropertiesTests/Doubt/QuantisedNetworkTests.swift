import AssayBase
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import AssayTestSupport
import Testing

/// Attacks go through the rounding of quantised networks, and what they find is judged by the rounded network.
@Suite struct QuantisedNetworkTests {
  private func network(_ name: String) throws -> Network {
    let url = PackagePaths.root.appending(path: "Fixtures/ONNX/\(name).qdq.onnx")
    return try ONNXModel(at: url.path(percentEncoded: false)).network
  }

  @Test func whatAnAttackFindsFailsTheRoundedNetwork() throws {
    let model = try network("digits_cnn")
    let (images, labels) = try Digits.test.batch(at: Array(0..<60))
    let right = zip(try model.logits(for: images).labels, labels).count { $0 == $1 }
    #expect(right >= 57)
    let run = try Attack.pgd(.linf(0.2), steps: 20).run(
      on: model, images: images, labels: labels, key: RandomKey(seed: 4))
    let kept = zip(try model.logits(for: run.images).labels, labels).count { $0 == $1 }
    #expect(kept <= 15, "\(kept) of \(right) still right")
    #expect(run.fates.count { !$0.isFooled && !$0.wasMisclassified } == kept)
  }

  @Test func robustNetworksAreNotDoubted() async throws {
    for attack in [Attack.pgd(.linf(0.15), steps: 10), .apgd(.linf(0.15), steps: 20)] {
      let claim: Property<Network> = .accuracy(under: attack, atLeast: 0.5)
      let verdict = try await verdict(claim, of: network("digits_cnn_robust"))
      #expect(verdict.outcome == .holds && verdict.doubts.isEmpty, "\(verdict.summary)")
    }
  }

  @Test func networksThatAreNotRobustFail() async throws {
    let claim: Property<Network> = .accuracy(under: .pgd(.linf(0.15), steps: 10), atLeast: 0.5)
    let verdict = try await verdict(claim, of: network("digits_cnn"))
    #expect(verdict.outcome == .falsified, "\(verdict.summary)")
  }
}

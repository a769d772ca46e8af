import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Testing

/// On a linear model the fewest pixels can be found by trying all subsets: the reduction must find as few.
@Suite struct FewestPixelsTests {
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func asFewAsTheBestSubset(seed: UInt64) async throws {
    let tiny = try TinyLinear(seed: seed, images: 24)
    for epsilon in [0.1, 0.3] {
      let verdict = try await verdict(
        .accuracy(under: .pgd(.linf(epsilon), steps: 20), atLeast: 1), of: tiny.network, on: tiny.data, seed: seed)
      guard verdict.outcome == .falsified else { continue }
      if let counterexample = verdict.counterexample {
        let judge = IndependentJudge(
          model: tiny.network, counterexample: counterexample, norm: "linf", epsilon: epsilon)
        #expect(try judge.fails(counterexample.failing.bytes))
        #expect(
          try counterexample.reduction?.changedPixels == fewest(judge, tiny.network),
          "ε \(epsilon), example \(counterexample.index)")
      } else {
        // Then the failure needed the part of ε between two steps of the grid.
        let worst = try #require(verdict.worst)
        let original = try ByteImage(tiny.data.example(at: worst.index).image)
        let unreduced = ImageCounterexample(
          property: "", model: "", data: "", index: worst.index, label: worst.label, prediction: worst.prediction,
          original: original, failing: original, originalProbabilities: [], failingProbabilities: [], classNames: [],
          reduction: nil)
        let judge = IndependentJudge(model: tiny.network, counterexample: unreduced, norm: "linf", epsilon: epsilon)
        #expect(try fewest(judge, tiny.network) == nil)
        #expect(verdict.reason == "no failing image survives the rounding of its pixels to 8 bits")
      }
    }
  }

  /// The size of the smallest set of pixels that fails when each goes as far as it may in the direction that helps.
  private func fewest(_ judge: IndependentJudge, _ model: Network) throws -> Int? {
    let original = judge.counterexample.original.bytes
    let weights = try #require(model.parameters["fc.weight"]).elements
    let step = Int((judge.epsilon * 255 + 1e-6).rounded(.down))
    let helps = (0..<9).map {
      weights[judge.counterexample.prediction * 9 + $0] > weights[judge.counterexample.label * 9 + $0] ? 1 : -1
    }
    var best: Int?
    for subset in 1..<512 where subset.nonzeroBitCount < best ?? 10 {
      var bytes = original
      for pixel in 0..<9 where subset >> pixel & 1 == 1 {
        bytes[pixel] = UInt8(clamping: Int(original[pixel]) + helps[pixel] * step)
      }
      if try judge.fails(bytes) { best = subset.nonzeroBitCount }
    }
    return best
  }
}

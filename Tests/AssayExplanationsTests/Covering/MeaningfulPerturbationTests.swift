import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Learnt masks delete what the score needs, and no more.
@Suite struct MeaningfulPerturbationTests {
  /// Class 1 says how bright the four pixels at row 2 and 3, column 5 and 6 are; class 0 is constant.
  private let corner = FunctionModel([1, 10, 10], classes: 2) { images in
    let part = images.slice(2..<4, axis: 2).slice(5..<7, axis: 3)
    let bright = part.sum(axes: [1, 2, 3]).reshaped(to: [images.shape[0], 1]) * 4 - 4
    return Tensor.concatenating([Tensor.zeros([images.shape[0], 1]), bright], axis: 1)
  }
  private let image = Tensor(repeating: 0.9, shape: [1, 1, 10, 10])

  @Test func whatMattersIsDeletedAndNothingElse() throws {
    let map = try Explanation.meaningfulPerturbation(jitter: 0).maps(of: corner, images: image, labels: [1])
    let values = map.elements
    let inside = [25, 26, 35, 36]
    #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(inside.allSatisfy { values[$0] > 0.5 })
    let far = values.indices.filter { $0 / 10 > 6 || $0 % 10 < 2 }
    #expect(far.allSatisfy { values[$0] < 0.05 })
    // What is left loses the class.
    let left = try corner.logits(for: image * (1 - map)).probabilities.row(0)[1]
    #expect(try corner.logits(for: image).probabilities.row(0)[1] > 0.99 && left < 0.2)
  }

  @Test func whatDoesNotMatterIsKept() throws {
    // Both terms of the mask ask for keeping everything where the score cannot fall.
    let map = try Explanation.meaningfulPerturbation(steps: 60).maps(of: corner, images: image, labels: [0])
    #expect(map.elements.allSatisfy { $0 < 0.05 })
  }

  @Test func objectiveIsTheOneOfThePaper() throws {
    let key = RandomKey(seed: 86)
    let network = Network(.digitsSmall, key: key)
    let images = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: key.derived("images"))
    let scores = ExplainedScores(of: [2, 0, 9])
    let method = try #require(
      Explanation.meaningfulPerturbation(
        steps: 40, area: 0.3, smoothness: 0, jitter: 0, baseline: .uniform(0.25)
      ).method as? MeaningfulPerturbation)
    let masks = try method.learn(ExplainedModel(network), images: images, scores: scores)[0]
    // The first mask is one half everywhere: the score half way to the baseline, and half the price of all.
    let half = scores.probabilities(of: try network.logits(for: images * 0.5 + 0.125)).elements
    #expect(zip(masks.objectives[0], half).allSatisfy { abs($0 - ($1 + 0.15)) < 1e-5 })
    // Adam with a fixed step length does not settle, but it stays below where it began.
    for row in 0..<3 { #expect((masks.objectives.last?[row] ?? .nan) < masks.objectives[0][row]) }
    let (kept, rest) = (masks.enlarged, 1 - masks.enlarged)
    let last = scores.probabilities(of: try network.logits(for: images * kept + rest * 0.25)).elements
    let deleted = rest.mean(axes: [1, 2, 3]).elements
    for row in 0..<3 {
      #expect(abs(last[row] + 0.3 * deleted[row] - (masks.objectives.last?[row] ?? .nan)) < 0.05)
    }
  }

  @Test func seedsDecideTheShifts() throws {
    func map(_ seed: UInt64, jitter: Int) throws -> Tensor {
      try Explanation.meaningfulPerturbation(steps: 20, jitter: jitter, seed: seed).maps(
        of: corner, images: image * Tensor.uniform(0.8, 1, shape: image.shape, key: RandomKey(seed: 87)), labels: [1])
    }
    #expect(haveSameBits(try map(1, jitter: 2), try map(1, jitter: 2)))
    #expect(!haveSameBits(try map(1, jitter: 2), try map(2, jitter: 2)))
    #expect(haveSameBits(try map(1, jitter: 0), try map(2, jitter: 0)))
  }
}

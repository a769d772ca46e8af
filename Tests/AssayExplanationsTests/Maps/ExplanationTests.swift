import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Maps belong to their example alone, and bad settings, labels and shapes are refused with what was wrong.
@Suite struct ExplanationTests {
  private let key = RandomKey(seed: 73)
  private let network = Network(.digitsSmall, key: RandomKey(seed: 74))
  private let methods = GradientMethods.all

  private func images(_ count: Int) -> Tensor { .uniform(0, 1, shape: [count, 1, 8, 8], key: key.derived("images")) }

  @Test func mapsDoNotDependOnTheBatchOrThreads() throws {
    let images = images(13)
    let labels = (0..<13).map { $0 % 10 }
    let order = [7, 0, 12, 3, 3]
    for method in methods {
      let maps = try ComputeContext.with(threads: 1) {
        try method.maps(of: network, images: images, labels: labels)
      }
      for threads in [2, 3, 5] {
        let other = try ComputeContext.with(threads: threads) {
          try method.maps(of: network, images: images, labels: labels)
        }
        #expect(haveSameBits(other, maps), "\(method), \(threads) threads")
      }
      let part = try method.maps(of: network, images: images.rows(order), labels: order.map { labels[$0] })
      #expect(haveSameBits(part, maps.rows(order)), "\(method)")
      #expect(try method.maps(of: network, images: images.rows(0..<0), labels: []).shape == [0, 1, 8, 8])
    }
  }

  @Test func targetsChooseTheScore() throws {
    let images = images(6)
    let labels = [0, 1, 2, 3, 4, 5]
    let predictions = try network.logits(for: images).labels
    let predicted = try Explanation.gradient.maps(of: network, images: images, labels: labels, target: .predicted)
    #expect(haveSameBits(predicted, try Explanation.gradient.maps(of: network, images: images, labels: predictions)))
    let third = try Explanation.gradient.maps(of: network, images: images, labels: labels, target: .classIndex(3))
    let threes = [Int](repeating: 3, count: 6)
    #expect(haveSameBits(third, try Explanation.gradient.maps(of: network, images: images, labels: threes)))
  }

  @Test func unfrozenModelsGiveTheSameMaps() throws {
    let images = images(5)
    let frozen = try Explanation.saliency.maps(of: network, images: images, labels: [1, 2, 3, 4, 5])
    let unfrozen = try network.scoresAndGradients(
      for: images, ExplainedScores(of: [1, 2, 3, 4, 5])
    ).gradients.absolute()
    #expect(largestDistance(frozen, unfrozen) < 1e-5)
  }

  @Test func pointsAreAddedUntilTheMapIsComplete() throws {
    let (images, labels) = (images(9), Array(0..<9))
    let fixed = Explanation.integratedGradients(steps: 4, tolerance: nil)
    let refined = Explanation.integratedGradients(steps: 4, tolerance: 0.005)
    let before = try fixed.completenessGaps(of: network, images: images, labels: labels)
    let after = try refined.completenessGaps(of: network, images: images, labels: labels)
    #expect(before.contains { $0 > 0.005 } && after.allSatisfy { $0 <= 0.005 })
    // Images that were complete from the start keep their map.
    let maps = try refined.maps(of: network, images: images, labels: labels)
    let plain = try fixed.maps(of: network, images: images, labels: labels)
    for row in 0..<9 where before[row] <= 0.005 { #expect(haveSameBits(maps.rows([row]), plain.rows([row]))) }
  }

  @Test func tolerancesThatCannotBeReached() {
    let impossible = Explanation.integratedGradients(steps: 1, tolerance: 1e-12)
    let error = fault { _ = try impossible.maps(of: network, images: images(2), labels: [0, 1]) }
    #expect(error?.kind == .limitExceeded && error?.location?.hasPrefix("image") == true)
    for tolerance in [0, -1, Double.nan] {
      let error = fault { try Explanation.integratedGradients(tolerance: tolerance).validate() }
      #expect(error?.kind == .invalidArgument && error?.location == "tolerance")
    }
  }

  @Test func settingsOutOfRange() {
    for steps in [0, -1, 100_001] {
      let error = fault {
        _ = try Explanation.integratedGradients(steps: steps).maps(of: network, images: images(1), labels: [0])
      }
      #expect(error?.kind == .invalidArgument && error?.found == "\(steps)" && error?.location == "steps")
    }
    let baseline = ExplanationBaseline.images(.zeros([2, 1, 8, 8]))
    let error = fault {
      _ = try Explanation.integratedGradients(baseline: baseline).maps(
        of: network, images: images(3), labels: [0, 1, 2])
    }
    #expect(error?.kind == .shapeMismatch && error?.found == "2×1×8×8")
  }

  @Test func labelsAndShapesOutOfRange() {
    for labels in [[0, 1], [0, 1, 10], [0, -1, 2]] {
      let error = fault { _ = try Explanation.gradient.maps(of: network, images: images(3), labels: labels) }
      #expect(error?.kind == (labels.count == 3 ? .invalidArgument : .shapeMismatch))
    }
    let target = fault {
      _ = try Explanation.gradient.maps(of: network, images: images(1), labels: [0], target: .classIndex(10))
    }
    #expect(target?.kind == .invalidArgument)
    let shape = fault { _ = try Explanation.gradient.maps(of: network, images: .zeros([1, 3, 8, 8]), labels: [0]) }
    #expect(shape?.kind == .shapeMismatch)
    let unsupported = fault {
      _ = try Explanation.saliency.completenessGaps(of: network, images: images(1), labels: [0])
    }
    #expect(unsupported?.kind == .unsupported)
  }

  @Test func modelsThatBreakTheirContract() {
    let answers: [(@Sendable (Int) -> Tensor, AssayError.Kind)] = [
      ({ .zeros([$0 - 1, 10]) }, .contractBroken), ({ .zeros([$0, 9]) }, .contractBroken),
      ({ Tensor(repeating: .nan, shape: [$0, 10]) }, .notFinite),
    ]
    for (answer, kind) in answers {
      for method in methods {
        let error = fault {
          _ = try method.maps(of: Fixed(answer: answer), images: images(3), labels: [0, 1, 2])
        }
        #expect(error?.kind == kind, "\(method)")
      }
    }
    for method in methods {
      let error = fault {
        let model = Fixed(answer: { .zeros([$0, 10]) }, gradient: [3, 1, 8, 7])
        _ = try method.maps(of: model, images: images(3), labels: [0, 1, 2])
      }
      #expect(error?.kind == .contractBroken && error?.found == "3×1×8×7", "\(method)")
    }
  }

  @Test func descriptions() {
    let plain = Explanation.integratedGradients(steps: 8, tolerance: nil)
    #expect(plain.description == "integrated gradients (8 steps, black)")
    let refined = Explanation.integratedGradients(steps: 8, tolerance: 0.01)
    #expect(refined.description == "integrated gradients (8 steps or more, to 1 %, black)")
    #expect(Explanation.saliency.description == "saliency" && Explanation.gradient.description == "gradient")
  }
}

/// A model that always answers the same to as many images.
private struct Fixed: DifferentiableClassifier {
  let name = "fixed"
  let inputShape: Shape = [1, 8, 8]
  let classCount = 10
  let answer: @Sendable (Int) -> Tensor
  var gradient: Shape?

  func logits(for images: Tensor) throws -> Logits { Logits(answer(images.shape[0])) }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    (Logits(answer(images.shape[0])), { _ in .zeros(gradient ?? images.shape) })
  }
}

import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// Metrics of faithfulness and stability on linear models, where their values are known.
@Suite struct LinearMetricTests {
  private let subject = LinearSubject()
  private let key = RandomKey(seed: 92)

  private func areNear(_ x: [Double], _ y: [Double], within tolerance: Double = 1e-5) -> Bool {
    x.count == y.count && zip(x, y).allSatisfy { ($0 - $1).magnitude <= tolerance }
  }

  @Test func infidelityOfTheGradientIsZero() throws {
    let weights = try subject.weights()
    let given = Tensor.normal(shape: [4 * 7, 2, 3, 4], key: key)
    let changes: [(InfidelityChange, Int)] = [
      (.gaussian(deviation: 0.3), 20), (.noisyBaseline(.white, deviation: 0.2), 20), (.square(side: 2), 20),
      (.given(given), 7),
    ]
    for (change, samples) in changes {
      let metric = ExplanationMetric.infidelity(change, samples: samples)
      #expect(try areNear(metric.values(subject.explained(weights)), [0, 0, 0, 0], within: 1e-9), "\(metric)")
      // In another unit it is no longer, unless the unit is fitted.
      #expect(try metric.values(subject.explained(weights * 3)).allSatisfy { $0 > 1e-4 }, "\(metric)")
      let scaled = ExplanationMetric.infidelity(change, samples: samples, isScaled: true)
      #expect(try areNear(scaled.values(subject.explained(weights * 3)), [0, 0, 0, 0], within: 1e-9), "\(metric)")
    }
  }

  /// E (I·c)² = σ²‖c‖² for a map that is off by c; the mean of 3,000 squares is within 15 % but for 1 time in 10⁸.
  @Test func infidelityOfAnErrorIsItsSquareTimesTheVariance() throws {
    let error = Tensor.uniform(-1, 1, shape: [4, 2, 3, 4], key: key.derived("error"))
    let metric = ExplanationMetric.infidelity(.gaussian(deviation: 0.5), samples: 3_000)
    let values = try metric.values(subject.explained(subject.weights() + error))
    let expected = error.squared().sumPerExample().elements.map { 0.25 * Double($0) }
    #expect(zip(values, expected).allSatisfy { ($0 / $1 - 1).magnitude < 0.15 }, "\(values), \(expected)")
  }

  /// Each removed pixel takes its own contribution away, each inverted one adds w·(1 − 2x).
  @Test func curvesAddUpContributions() throws {
    let maps = Tensor.uniform(-1, 1, shape: [4, 2, 3, 4], key: key.derived("maps"))
    let relevance = maps.sum(axes: [1]).elements
    let full = try subject.scores(subject.images)
    let empty = try subject.scores(.zeros(subject.images.shape))
    let own = try subject.contributions(times: subject.images)
    let flips = try subject.contributions(times: 1 - subject.images * 2)
    let deletion = PixelRemoval(steps: 12, scale: .logit)
    let insertion = PixelRemoval(isInsertion: true, steps: 12, scale: .logit)
    let flipping = PixelRemoval.pixelFlipping(steps: 12)
    let explained = try subject.explained(maps)
    let curves = try [deletion, insertion, flipping].map { try $0.curves(explained) }
    for row in 0..<4 {
      let order = (0..<12).sorted { relevance[row * 12 + $0] > relevance[row * 12 + $1] }
      func sums(_ parts: [Double]) -> [Double] { (0...12).map { order.prefix($0).reduce(0) { $0 + parts[$1] } } }
      let gone = sums(own[row])
      #expect(areNear(curves[0][row].scores, gone.map { full[row] - $0 }))
      #expect(areNear(curves[1][row].scores, gone.map { empty[row] + $0 }))
      #expect(areNear(curves[2][row].scores, sums(flips[row]).map { full[row] + $0 }))
      #expect(areNear(curves[0][row].shares, (0...12).map { Double($0) / 12 }, within: 1e-15))
      // The trapezoid rule: the mean of all points, the first and the last counting half.
      let scores = curves[0][row].scores
      let area = (scores.reduce(0, +) - (scores[0] + scores[12]) / 2) / 12
      #expect(areNear([curves[0][row].area], [area], within: 1e-12))
      let drop = scores.map { scores[0] - $0 }.reduce(0, +) / 13
      #expect(areNear([curves[0][row].meanDrop], [drop], within: 1e-12))
    }
  }

  /// No order deletes faster than that of the contributions themselves, and none slower than the opposite.
  @Test(arguments: 0..<4) func contributionsAreTheBestOrder(_ seed: Int) throws {
    let best = try subject.weights() * subject.images
    let other = Tensor.uniform(-1, 1, shape: best.shape, key: key.derived("order").derived(seed))
    func areas(_ maps: Tensor, _ removal: PixelRemoval) throws -> [Double] {
      try ExplanationMetric.area(of: removal).values(subject.explained(maps))
    }
    let deletion = PixelRemoval(steps: 12, scale: .logit)
    let insertion = PixelRemoval(isInsertion: true, steps: 12, scale: .logit)
    let reversed = PixelRemoval(order: .leastRelevant, steps: 12, scale: .logit)
    #expect(try zip(areas(best, deletion), areas(other, deletion)).allSatisfy { $0 <= $1 + 1e-6 })
    #expect(try zip(areas(best, insertion), areas(other, insertion)).allSatisfy { $0 >= $1 - 1e-6 })
    #expect(try zip(areas(best, reversed), areas(other, reversed)).allSatisfy { $0 >= $1 - 1e-6 })
  }

  /// Quantus 0.6.0, PixelFlipping to black in seven parts of six pixels, of a softmax of w·x and 0; ties broken by index.
  @Test func deletionAgreesWithQuantus() throws {
    let subject = try LinearSubject(
      weights: (formulaMap(6, 7, 3, 1, 17, 8) * 0.1).elements, images: formulaMap(6, 7, 7, 3, 11, 0) * 0.1)
    let curve = try PixelRemoval.deletion(steps: 7).curves(subject.explained(formulaMap(6, 7, 5, 2, 13, 6)))[0]
    let expected = [
      0.249739870429039, 0.4600851535797119, 0.5473576188087463, 0.6659669280052185, 0.6479407548904419,
      0.7388499975204468, 0.5,
    ]
    #expect(areNear(Array(curve.scores.dropFirst()), expected))
  }

  /// numpy.linalg.solve, and Quantus 0.6.0's noisy_linear_imputation without noise, on the system of Rong et al. 2022: sides
  /// 1/6, corners 1/12, neighbours outside left out.
  ///
  /// The figures are Σ wᵢ·pixel i with wᵢ = (3i² + i mod 17) − 8 of a 6×7 image (7i² + 3i mod 11)/10 whose n most relevant
  /// pixels by (5i² + 2i mod 13) are imputed.
  @Test func imputationAgreesWithADenseSolution() throws {
    let image = formulaMap(6, 7, 7, 3, 11, 0) * 0.1
    let weights = formulaMap(6, 7, 3, 1, 17, 8).elements
    let subject = try LinearSubject(weights: weights, images: image)
    let removal = PixelRemoval(
      replacement: .noisyLinear(deviation: 0), steps: 41, lastShare: 41.0 / 42, scale: .logit)
    let curve = try removal.curves(subject.explained(formulaMap(6, 7, 5, 2, 13, 0)))[0]
    #expect(curve.shares.count == 42)
    for (count, expected) in [(5, -17.125), (20, -4.511157026280669), (37, -27.887334495427908)] {
      #expect(areNear([curve.scores[count]], [expected], within: 1e-4), "\(count) pixels")
    }
  }

  @Test func imputingAnEvenImageChangesNothing() throws {
    let subject = try LinearSubject(
      weights: (0..<48).map { Float($0) - 20 }, images: Tensor(repeating: 0.375, shape: [1, 3, 4, 4]))
    let maps = Tensor.uniform(-1, 1, shape: [1, 3, 4, 4], key: key)
    let curve = try PixelRemoval(
      replacement: .noisyLinear(deviation: 0), steps: 15, lastShare: 0.95, scale: .logit
    ).curves(subject.explained(maps))[0]
    #expect(curve.scores.allSatisfy { ($0 - curve.scores[0]).magnitude < 1e-4 }, "\(curve)")
  }

  @Test func faithfulnessOfContributionsIsOne() throws {
    let contributions = try subject.weights() * subject.images
    for share in [0.1, 0.4, 0.8] {
      let metric = ExplanationMetric.faithfulnessCorrelation(share: share, samples: 30)
      #expect(try areNear(metric.values(subject.explained(contributions)), [1, 1, 1, 1]))
      #expect(try areNear(metric.values(subject.explained(contributions * -2)), [-1, -1, -1, -1]))
      #expect(try metric.values(subject.explained(Tensor.zeros(contributions.shape))) == [0, 0, 0, 0])
    }
  }

  /// A step brings in one contribution, whatever the order: the share that rises is that of those not negative.
  @Test func monotonicityCountsContributions() throws {
    let maps = Tensor.uniform(-1, 1, shape: [4, 2, 3, 4], key: key.derived("monotonic"))
    let values = try ExplanationMetric.monotonicity(steps: 12, scale: .logit).values(subject.explained(maps))
    let expected = try subject.contributions(times: subject.images).map { Double($0.count { $0 >= 0 }) / 12 }
    #expect(areNear(values, expected, within: 1e-12))
  }

  /// Weights that are powers of two: the score depends on pixels in an order that sampling cannot change.
  @Test func monotonicityCorrelatesWithWhatPixelsDo() throws {
    let weights = (0..<12).map { index -> Float in
      let size = Float(1 << (index * 5 % 12))
      return index % 2 == 0 ? size : -size
    }
    let subject = try LinearSubject(weights: weights, images: Tensor(repeating: 0.5, shape: [2, 1, 3, 4]))
    let metric = ExplanationMetric.monotonicityCorrelation(samples: 60)
    let maps = try subject.weights()
    #expect(try metric.values(subject.explained(maps)) == [1, 1])
    #expect(try metric.values(subject.explained(maps.absolute().reciprocal())) == [-1, -1])
    #expect(try metric.values(subject.explained(Tensor.zeros(maps.shape))) == [0, 0])
  }

  @Test func gradientsOfLinearModelsNeverMove() throws {
    for metric in [ExplanationMetric.maxSensitivity(), .localLipschitz(.uniform(radius: 0.1), samples: 4)] {
      let values = try metric.values(
        of: .gradient, on: subject.network, images: subject.images, labels: subject.labels)
      #expect(values == [0, 0, 0, 0], "\(metric)")
    }
  }

  /// The map w∘x moves by w∘δ: a shift of one value by |w| times as much.
  @Test func contributionsMoveAsTheWeights() throws {
    let shifts = Tensor(
      shape: [8, 2, 3, 4], elements: (0..<8 * 24).map { $0 % 24 == ($0 / 24 * 5) % 24 ? Float(0.25) : 0 })
    let metric = ExplanationMetric.localLipschitz(.given(shifts), samples: 2)
    let values = try metric.values(
      of: .inputTimesGradient, on: subject.network, images: subject.images, labels: subject.labels)
    let weights = try subject.weights().elements
    let expected = (0..<4).map { row in
      Double(
        max(weights[row * 24 + 2 * row * 5 % 24].magnitude, weights[row * 24 + (2 * row + 1) * 5 % 24].magnitude))
    }
    #expect(areNear(values, expected))
    let relative = try ExplanationMetric.maxSensitivity(.given(shifts), samples: 2).values(
      of: .inputTimesGradient, on: subject.network, images: subject.images, labels: subject.labels)
    let lengths = try (subject.weights() * subject.images).squared().sumPerExample().elements
    let ratios = zip(expected, lengths).map { $0 * 0.25 / Double($1).squareRoot() }
    #expect(areNear(relative, ratios))
  }

  @Test func completenessGapsOfKnownMaps() throws {
    let weights = try subject.weights()
    let complete = try subject.explained(weights * (subject.images - 0.25))
    #expect(try areNear(complete.completenessGaps(from: .uniform(0.25)), [0, 0, 0, 0]))
    let zeros = try subject.explained(.zeros(weights.shape))
    #expect(try areNear(zeros.completenessGaps(from: nil), subject.scores(subject.images).map { -$0 }))
    let ones = try subject.explained(.zeros(weights.shape) + 1)
    let gaps = try zip(subject.scores(subject.images), subject.scores(.zeros(weights.shape))).map { 24 - ($0 - $1) }
    #expect(try areNear(ones.completenessGaps(), gaps))
    #expect(try areNear(ExplanationMetric.completenessGap().values(ones), gaps.map(\.magnitude)))
  }

  /// D₁ = Σ |w·(x − x′)|, and the bound of proposition 1 wherever the other class wins.
  @Test func discrepancyOfALinearModel() throws {
    let images = subject.images
    let attacked = Tensor.uniform(0, 1, shape: images.shape, key: key.derived("attacked"))
    let discrepancy = try InterpretationDiscrepancy(
      of: .inputTimesGradient, on: subject.network, images: images, attacked: attacked, labels: subject.labels)
    let weights = try subject.weights()
    let oneClass = (weights * (images - attacked)).absolute().sumPerExample().elements.map { Double($0) }
    #expect(areNear(discrepancy.oneClass, oneClass))
    #expect(discrepancy.corrections.allSatisfy { $0 < 1e-5 }, "the maps are complete")
    let predicted = try subject.network.logits(for: attacked).labels
    #expect(discrepancy.isFooled == zip(predicted, subject.labels).map { $0 != $1 })
    for row in 0..<4 {
      let other = discrepancy.otherClasses[row]
      #expect(other != subject.labels[row])
      guard discrepancy.isFooled[row] else { continue }
      #expect(other == predicted[row] && discrepancy.twoClass[row] >= discrepancy.lowerBounds[row])
    }
    #expect(discrepancy.isFooled.contains(true))
    // The same image twice: nothing moves.
    let same = try InterpretationDiscrepancy(
      of: .gradient, on: subject.network, images: images, attacked: images, labels: subject.labels)
    #expect(same.oneClass == [0, 0, 0, 0] && same.twoClass == [0, 0, 0, 0])
  }
}

import AssayBase
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// LIME on models whose explanation is known, and what may not change it.
@Suite struct LIMETests {
  private static let shares: [Float] = [0.2, -0.04, 0.1, 0.05, 0, 0.15]
  private let model = SegmentSumModel(constant: 0.1, shares: shares)
  private let white = Tensor(repeating: 1, shape: [1, 1, 4, 6])
  private let plain = LIME(
    segmentation: .grid(rows: 2, columns: 3), samples: 60, hiding: .baseline(.black), penalty: 0)

  @Test func linearModelsAreRecovered() throws {
    let explanation = try plain.explain(model, images: white, labels: [0])[0]
    for (coefficient, share) in zip(explanation.coefficients, Self.shares) {
      #expect(abs(coefficient - Double(share)) < 1e-5)
    }
    #expect(abs(explanation.intercept - 0.1) < 1e-5)
    #expect(abs(explanation.score - 1) < 1e-5)
    #expect(abs(explanation.prediction - 0.56) < 1e-5)
    #expect(abs(explanation.localPrediction - explanation.prediction) < 1e-5)
    #expect(explanation.order.prefix(5) == [0, 5, 2, 3, 1])
    #expect(explanation.strongest(3) == [0, 5, 2])
    #expect(explanation.strongest(9).count == (explanation.coefficients[4] > 0 ? 5 : 4))
    #expect(explanation.strongest(9, positiveOnly: false) == explanation.order)
  }

  @Test func theTargetIsExplained() throws {
    let other = try plain.explain(model, images: white, labels: [0], target: .classIndex(1))[0]
    let difference = try plain.explain(model, images: white, labels: [0], target: .difference(of: 0, from: 1))[0]
    for (segment, share) in Self.shares.enumerated() {
      #expect(abs(other.coefficients[segment] + Double(share) / 4) < 1e-5)
      #expect(abs(difference.coefficients[segment] - Double(share) * 5 / 4) < 1e-5)
    }
  }

  @Test func mapsPaintTheCoefficients() throws {
    let explanation = try plain.explain(model, images: white, labels: [0])[0]
    let map = try Explanation.lime(plain).maps(of: model, images: white, labels: [0])
    #expect(map.shape == white.shape)
    for (pixel, value) in map.elements.enumerated() {
      #expect(value == Float(explanation.coefficients[pixel / 12 * 3 + pixel % 6 / 2]))
    }
  }

  @Test(arguments: [LIME.Selection.forward, .backward, .highestWeights, .automatic])
  func selectionsFindTheStrongest(_ selection: LIME.Selection) throws {
    var lime = plain
    lime.selection = selection
    lime.features = 2
    let explanation = try lime.explain(model, images: white, labels: [0])[0]
    #expect(explanation.order == [0, 5])
    #expect(explanation.coefficients.filter { $0 != 0 }.count == 2)
  }

  /// Mean colours of superpixels of one colour hide nothing: nothing is learned, and nothing divides by zero.
  @Test func hidingNothingExplainsNothing() throws {
    var lime = plain
    lime.hiding = .meanColour
    for penalty in [0.0, 1] {
      lime.penalty = penalty
      let explanation = try lime.explain(model, images: white, labels: [0])[0]
      #expect(explanation.coefficients.allSatisfy { abs($0) < 1e-9 })
      #expect(abs(explanation.intercept - explanation.prediction) < 1e-9)
    }
  }

  @Test func oneSegmentIsEnough() throws {
    var lime = plain
    lime.segmentation = .grid(rows: 1, columns: 1)
    let explanation = try lime.explain(model, images: white, labels: [0])[0]
    #expect(abs(explanation.coefficients[0] - 0.46) < 1e-5)
    #expect(try LIME().explain(model, images: white, labels: [0])[0].superpixels.count == 1)
  }

  @Test func imagesOfOnePixelAreExplained() throws {
    let network = Network(
      Architecture("pixel", input: [1, 1, 1], classes: 2) {
        Flatten()
        Linear("fc", 1, 2)
      }, key: RandomKey(seed: 1))
    let image = Tensor(repeating: 0.7, shape: [1, 1, 1, 1])
    for lime in [LIME(), .plain] {
      let map = try Explanation.lime(lime).maps(of: network, images: image, labels: [1])
      #expect(map.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test func seedsDecideTheCopies() throws {
    var lime = plain
    lime.penalty = 1
    let first = try lime.explain(model, images: white, labels: [0])[0]
    #expect(try lime.explain(model, images: white, labels: [0])[0].coefficients == first.coefficients)
    lime.seed = 1
    #expect(try lime.explain(model, images: white, labels: [0])[0].coefficients != first.coefficients)
  }

  @Test func mapsDoNotDependOnTheBatchOrThreads() throws {
    let network = Network(.digitsSmall, key: RandomKey(seed: 74))
    let images = Tensor.uniform(0, 1, shape: [5, 1, 8, 8], key: RandomKey(seed: 2))
    let baselines = Tensor.uniform(0, 1, shape: [5, 1, 8, 8], key: RandomKey(seed: 3))
    let cut = SegmentationMethod.quickshift(kernelSize: 1, maxDistance: 3, ratio: 0.5)
    func method(_ rows: [Int]) -> [Explanation] {
      [
        .lime(LIME(segmentation: cut, samples: 40)),
        .lime(LIME(segmentation: cut, samples: 40, hiding: .baseline(.images(baselines.rows(rows))), penalty: 0)),
      ]
    }
    let (labels, order) = ([3, 1, 4, 1, 5], [4, 2, 2])
    for (all, some) in zip(method(Array(0..<5)), method(order)) {
      let maps = try ComputeContext.with(threads: 1) { try all.maps(of: network, images: images, labels: labels) }
      let together = try ComputeContext.with(threads: 3) { try all.maps(of: network, images: images, labels: labels) }
      #expect(haveSameBits(maps, together))
      let part = try some.maps(of: network, images: images.rows(order), labels: order.map { labels[$0] })
      #expect(haveSameBits(part, maps.rows(order)))
    }
    #expect(try LIME().explain(network, images: images.rows(0..<0), labels: []).isEmpty)
  }

  @Test func brokenModelsAreNamed() throws {
    let broken = SegmentSumModel(constant: 0.1, shares: Self.shares, broken: .nan)
    let error = try #require(throws: AssayError.self) { try plain.explain(broken, images: white, labels: [0]) }
    #expect(error.kind == .notFinite)
  }

  @Test func segmentsThatDoNotFitAreRefused() throws {
    var lime = plain
    lime.segmentation = .given(try Superpixels(height: 2, width: 2, labels: [0, 0, 1, 1]))
    let error = try #require(throws: AssayError.self) { try lime.explain(model, images: white, labels: [0]) }
    #expect(error.kind == .shapeMismatch)
  }

  @Test(arguments: [
    LIME(samples: 1), LIME(kernelWidth: 0), LIME(kernelWidth: .nan), LIME(penalty: -1), LIME(penalty: .infinity),
    LIME(features: 0), LIME(segmentation: .slic(segments: 0)),
  ])
  func settingsOutOfRangeAreRefused(_ lime: LIME) throws {
    let error = try #require(throws: AssayError.self) { try lime.validate() }
    #expect(error.kind == .invalidArgument)
  }

  @Test func picturesShowTheStrongest() throws {
    let explanation = try plain.explain(model, images: white, labels: [0])[0]
    let picture = try explanation.picture(of: Image(clamping: white), showing: 1, cover: 0.5)
    #expect(
      picture.values.enumerated().allSatisfy { pixel, value in
        value == (pixel / 6 < 2 && pixel % 6 < 2 ? 1 : 0.5)
      })
  }
}

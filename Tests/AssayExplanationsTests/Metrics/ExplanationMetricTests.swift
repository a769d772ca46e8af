import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// What holds for all metrics: an image's value is its own, black boxes do, bad settings and models are refused.
@Suite struct ExplanationMetricTests {
  private static let network = Network(.digitsSmall, key: RandomKey(seed: 95))
  private static let images = Tensor.uniform(0, 1, shape: [7, 1, 8, 8], key: RandomKey(seed: 96))
  private static let labels = [0, 5, 3, 9, 9, 2, 7]
  private static let maps = Tensor.uniform(-1, 1, shape: [7, 1, 8, 8], key: RandomKey(seed: 97))

  /// One of each, small. Those that need answers only come first.
  private static let ofAnswers: [ExplanationMetric] = [
    .concentration(.gini), .concentration(.entropy), .concentration(.effectiveComplexity()),
    .localization(.rank, masks: Tensor(shape: [1, 1, 8, 8], elements: (0..<64).map { $0 % 3 == 0 ? 1 : 0 })),
    .completenessGap(), .completenessGap(baseline: nil), .infidelity(samples: 5),
    .infidelity(.square(side: 3), samples: 5),
    .infidelity(.noisyBaseline(deviation: 0.1), samples: 5, isScaled: true), .faithfulnessCorrelation(samples: 6),
    .monotonicity(steps: 10), .monotonicityCorrelation(samples: 2), .deletion(steps: 10), .insertion(steps: 10),
    .pixelFlipping(steps: 10), .road(), .road(order: .leastRelevant, scale: .prediction),
  ]

  private static let ofMethods: [ExplanationMetric] = [
    .maxSensitivity(samples: 3), .localLipschitz(samples: 3), .randomLogit(),
    .parameterRandomization(ParameterRandomization(.independent, similarity: .structural(.uniform))),
    .inputInvariance(distance: .earthMover),
  ]

  private func explained(_ rows: [Int], _ method: Explanation?) throws -> ExplainedMaps {
    let (images, labels) = (Self.images.rows(rows), rows.map { Self.labels[$0] })
    guard let method else {
      return try ExplainedMaps(Self.maps.rows(rows), of: Self.network, images: images, labels: labels)
    }
    return try ExplainedMaps(by: method, of: Self.network, images: images, labels: labels)
  }

  @Test func valuesDoNotDependOnTheBatchOrThreads() throws {
    let order = [4, 0, 6, 2, 2]
    for (metrics, method) in [(Self.ofAnswers, nil), (Self.ofMethods, Explanation.inputTimesGradient)] {
      for metric in metrics {
        let values = try ComputeContext.with(threads: 1) { try metric.values(explained(Array(0..<7), method)) }
        #expect(values.count == 7 && values.allSatisfy { $0.isFinite }, "\(metric)")
        let threaded = try ComputeContext.with(threads: 3) { try metric.values(explained(Array(0..<7), method)) }
        #expect(threaded == values, "\(metric)")
        #expect(try metric.values(explained(order, method)) == order.map { values[$0] }, "\(metric)")
        #expect(try metric.values(explained([], method)).isEmpty, "\(metric)")
      }
    }
  }

  @Test func blackBoxesHaveTheSameValues() throws {
    let box = FunctionClassifier(answersOf: Self.network)
    let ofBox = try ExplainedMaps(Self.maps, of: box, images: Self.images, labels: Self.labels)
    let ofNetwork = try explained(Array(0..<7), nil)
    for metric in Self.ofAnswers {
      let (a, b) = (try metric.values(ofBox), try metric.values(ofNetwork))
      #expect(zip(a, b).allSatisfy { ($0 - $1).magnitude < 1e-3 }, "\(metric): \(a), \(b)")
    }
  }

  @Test func mapsOfZerosHaveValues() throws {
    let zeros = try ExplainedMaps(
      .zeros(Self.images.shape), of: Self.network, images: Self.images, labels: Self.labels)
    for metric in Self.ofAnswers {
      #expect(try metric.values(zeros).allSatisfy { $0.isFinite }, "\(metric)")
    }
    // A network without weights explains nothing by anything.
    let dead = try Network(.digitsSmall, parameters: Self.network.parameters.mapValues { .zeros($0.shape) })
    for metric in Self.ofMethods {
      let values = try metric.values(
        of: .inputTimesGradient, on: dead, images: Self.images, labels: Self.labels)
      #expect(values.allSatisfy { $0.isFinite }, "\(metric)")
    }
  }

  @Test func seedsChangeWhatIsDrawn() throws {
    let explained = try explained(Array(0..<7), .gradient)
    let seeded: [(UInt64) -> ExplanationMetric] = [
      { .infidelity(samples: 5, seed: $0) }, { .faithfulnessCorrelation(samples: 6, seed: $0) },
      { .monotonicityCorrelation(samples: 2, seed: $0) }, { .road(deviation: 0.2, seed: $0) },
      { .maxSensitivity(samples: 2, seed: $0) }, { .parameterRandomization(ParameterRandomization(seed: $0)) },
    ]
    for metric in seeded {
      #expect(try metric(1).values(explained) == metric(1).values(explained), "\(metric(1))")
      #expect(try metric(1).values(explained) != metric(2).values(explained), "\(metric(1))")
    }
  }

  @Test func settingsOutOfRange() {
    let wrong: [(ExplanationMetric, String)] = [
      (.concentration(.effectiveComplexity(threshold: -1)), "threshold"), (.infidelity(samples: 0), "samples"),
      (.infidelity(.gaussian(deviation: -1)), "deviation"), (.infidelity(.square(side: 0)), "side"),
      (.faithfulnessCorrelation(samples: 1), "samples"), (.faithfulnessCorrelation(share: 0), "share"),
      (.faithfulnessCorrelation(share: .nan), "share"), (.monotonicity(steps: 0), "steps"),
      (.monotonicityCorrelation(samples: 0), "samples"), (.deletion(steps: 0), "steps"),
      (.road(deviation: -1), "deviation"), (.maxSensitivity(.uniform(radius: 0)), "radius"),
      (.localLipschitz(samples: 0), "samples"), (.inputInvariance(shift: 0), "shift"),
      (.area(of: PixelRemoval(lastShare: 1.5)), "lastShare"),
      (.area(of: PixelRemoval(replacement: .noisyLinear())), "lastShare"),
      (.area(of: PixelRemoval(replacement: .noisyLinear(), isInsertion: true, lastShare: 0.5)), "lastShare"),
    ]
    for (metric, place) in wrong {
      let error = fault { try metric.validate() }
      #expect(error?.kind == .invalidArgument && error?.location == place, "\(metric): \(error?.description ?? "–")")
      #expect(fault { _ = try metric.values(explained([0], nil)) }?.kind == .invalidArgument, "\(metric)")
    }
  }

  @Test func shapesThatDoNotFit() throws {
    let explained = try explained([0, 1], .gradient)
    let wrong: [ExplanationMetric] = [
      .infidelity(.given(.zeros([3, 1, 8, 8])), samples: 2), .maxSensitivity(.given(.zeros([2, 1, 8, 8])), samples: 2),
      .deletion(baseline: .images(.zeros([3, 1, 8, 8]))), .localization(.mass, masks: .zeros([2, 1, 8, 9])),
    ]
    for metric in wrong { #expect(fault { _ = try metric.values(explained) }?.kind == .shapeMismatch, "\(metric)") }
    #expect(
      fault { _ = try ExplanationMetric.infidelity(.square(side: 9)).values(explained) }?.kind == .invalidArgument)
    for maps in [Tensor.zeros([2, 1, 8, 7]), .zeros([3, 1, 8, 8])] {
      let error = fault {
        _ = try ExplainedMaps(maps, of: Self.network, images: Self.images.rows([0, 1]), labels: [0, 1])
      }
      #expect(error?.kind == .shapeMismatch && error?.location == "maps")
    }
    let broken = fault {
      _ = try ExplainedMaps(
        Self.maps.rows([0]) / 0, of: Self.network, images: Self.images.rows([0]), labels: [0])
    }
    #expect(broken?.kind == .notFinite)
  }

  /// Pictures of which a handful fill a part: several parts give what one gives.
  @Test func variantsAreMadeInPartsOfBoundedSize() throws {
    let subject = LinearSubject([3, 230, 230], count: 2)
    let explained = try subject.explained(try subject.weights() * subject.images)
    let metric = ExplanationMetric.infidelity(.square(side: 40), samples: 14)
    #expect(subject.images.count * 14 > 1 << 22)
    let values = try metric.values(explained)
    let second = try ExplainedMaps(
      explained.maps.rows([1]), of: subject.network, images: subject.images.rows([1]), labels: [subject.labels[1]])
    #expect(try metric.values(second) == [values[1]])
  }
}

import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Synchronization
import Testing

/// What holds for all methods that cover parts of the image, whatever they make of the answers.
@Suite struct CoveringMethodTests {
  private let key = RandomKey(seed: 81)
  private let network = Network(.digitsSmall, key: RandomKey(seed: 82))

  private func images(_ count: Int) -> Tensor { .uniform(0, 1, shape: [count, 1, 8, 8], key: key.derived("images")) }

  @Test func mapsDoNotDependOnTheBatchOrThreads() throws {
    let (images, labels, order) = (images(5), [3, 1, 4, 1, 5], [4, 0, 3, 3])
    for method in CoveringMethods.all {
      let maps = try ComputeContext.with(threads: 1) {
        try method.maps(of: network, images: images, labels: labels)
      }
      let other = try ComputeContext.with(threads: 3) {
        try method.maps(of: network, images: images, labels: labels)
      }
      #expect(haveSameBits(other, maps), "\(method)")
      let part = try method.maps(of: network, images: images.rows(order), labels: order.map { labels[$0] })
      #expect(haveSameBits(part, maps.rows(order)), "\(method)")
      #expect(try method.maps(of: network, images: images.rows(0..<0), labels: []).shape == [0, 1, 8, 8])
    }
  }

  @Test func answersAreEnough() throws {
    let (images, labels) = (images(2), [0, 7])
    let blackBox = FunctionClassifier(answersOf: try network.frozen())
    for method in CoveringMethods.answering {
      let maps = try method.maps(of: blackBox, images: images, labels: labels)
      #expect(haveSameBits(maps, try method.maps(of: network, images: images, labels: labels)), "\(method)")
    }
    let error = fault { _ = try CoveringMethods.learnt.maps(of: blackBox, images: images, labels: labels) }
    #expect(error?.kind == .unsupported)
  }

  @Test func targetsChooseTheScore() throws {
    let images = images(3)
    let predictions = try network.logits(for: images).labels
    for method in CoveringMethods.all {
      let predicted = try method.maps(of: network, images: images, labels: [0, 0, 0], target: .predicted)
      #expect(haveSameBits(predicted, try method.maps(of: network, images: images, labels: predictions)), "\(method)")
    }
    // Of logits, what these methods give is linear in the score.
    for method in [.occlusion(), .shapley(.grid(rows: 2, columns: 2)), .rise(masks: 9, cells: 2, of: .logit)]
      as [Explanation]
    {
      let maps = try [4, 6].map { try method.maps(of: network, images: images, labels: [$0, $0, $0]) }
      let both = try method.maps(
        of: network, images: images, labels: [0, 0, 0], target: .difference(of: 4, from: 6))
      #expect(largestDistance(both, maps[0] - maps[1]) < 1e-5, "\(method)")
    }
  }

  @Test func logitsAndProbabilitiesDiffer() throws {
    let images = images(2)
    func maps(_ output: ExplainedOutput) throws -> [Tensor] {
      try [
        .occlusion(of: output), .featureAblation(.blocks(side: 4), of: output),
        .shapley(.grid(rows: 2, columns: 2), of: output), .kernelSHAP(.grid(rows: 2, columns: 2), of: output),
        .rise(masks: 9, cells: 2, of: output),
      ].map { (method: Explanation) in try method.maps(of: network, images: images, labels: [1, 2]) }
    }
    for (logits, probabilities) in zip(try maps(.logit), try maps(.probability)) {
      #expect(largestDistance(logits, probabilities) > 1e-3)
      #expect(probabilities.absolute().elements.allSatisfy { $0 <= 2 })
    }
  }

  @Test func singleClassesHaveOneProbability() throws {
    let model = FunctionModel([1, 4, 4], classes: 1) { $0.sumPerExample().reshaped(to: [$0.shape[0], 1]) }
    let images = Tensor.uniform(0, 1, shape: [2, 1, 4, 4], key: key.derived("one"))
    for method in [.occlusion(of: .probability), .featureAblation(of: .probability)] as [Explanation] {
      let maps = try method.maps(of: model, images: images, labels: [0, 0])
      #expect(maps.elements.allSatisfy { $0 == 0 }, "\(method)")
    }
    let ablated = try Explanation.featureAblation().maps(of: model, images: images, labels: [0, 0])
    #expect(largestDistance(ablated, images) < 1e-5)
  }

  @Test func modelsThatBreakTheirContract() {
    for values in [Float.nan, .infinity] {
      for method in CoveringMethods.all {
        // Sound on the image itself, but not on changed copies of it.
        let model = FunctionModel([1, 8, 8], classes: 2) { images in
          let isWhole = images.elements.allSatisfy { $0 > 0.6 }
          return Tensor(repeating: isWhole ? 1 : values, shape: [images.shape[0], 2])
        }
        let bright = Tensor.uniform(0.7, 1, shape: [2, 1, 8, 8], key: key)
        if method.description.contains("white") || method.description.contains("blurred") { continue }
        let error = fault { _ = try method.maps(of: model, images: bright, labels: [0, 1]) }
        #expect(error?.kind == .notFinite, "\(method)")
      }
    }
    for method in CoveringMethods.all {
      let short = FunctionModel([1, 8, 8], classes: 3) { Tensor.zeros([$0.shape[0], 2]) }
      let error = fault { _ = try method.maps(of: short, images: images(2), labels: [0, 1]) }
      #expect(error?.kind == .contractBroken, "\(method)")
    }
  }

  @Test func memoryIsBounded() throws {
    func largestBatch(_ method: Explanation, side: Int) throws -> Int {
      let model = FunctionModel([3, side, side], classes: 2) { images in
        images.mean(axes: [2, 3]).slice(0..<2, axis: 1)
      }
      let images = Tensor.uniform(0, 1, shape: [2, 3, side, side], key: key)
      _ = try method.maps(of: model, images: images, labels: [0, 1])
      return model.largestBatch
    }
    // 16 MiB of copies, 16 of them, or 1,024.
    #expect(try largestBatch(.occlusion(window: 64), side: 224) == 27)
    #expect(try largestBatch(.rise(masks: 20), side: 320) == 16)
    #expect(try largestBatch(.shapley(.grid(rows: 2, columns: 3)), side: 160) == 54)
    #expect(try largestBatch(.kernelSHAP(.grid(rows: 4, columns: 4), samples: 1500), side: 8) == 1024)
  }

  @Test func baselinesFitEachImage() throws {
    let images = images(3)
    let own = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: key.derived("baselines"))
    for method in [
      { .occlusion(baseline: $0) }, { .featureAblation(.blocks(side: 2), baseline: $0) }, { .shapley(baseline: $0) },
      { .kernelSHAP(.grid(rows: 3, columns: 3), baseline: $0) }, { .rise(masks: 12, baseline: $0) },
      { .meaningfulPerturbation(steps: 2, baseline: $0) },
    ] as [(ExplanationBaseline) -> Explanation] {
      let maps = try method(.images(own)).maps(of: network, images: images, labels: [0, 1, 2])
      for row in 0..<3 {
        let alone = try method(.images(own.rows([row]))).maps(of: network, images: images.rows([row]), labels: [row])
        #expect(haveSameBits(alone, maps.rows([row])))
      }
      let misfit = fault {
        _ = try method(.images(own.rows(0..<2))).maps(of: network, images: images, labels: [0, 1, 2])
      }
      #expect(misfit?.kind == .shapeMismatch && misfit?.location == "baseline")
      let blur = fault { try method(.blurred(deviation: -1)).validate() }
      #expect(blur?.kind == .invalidArgument)
    }
  }

  @Test func settingsOutOfRange() {
    let faults: [(Explanation, AssayError.Kind, String)] = [
      (.occlusion(window: 9), .invalidArgument, "window"), (.occlusion(window: 0), .invalidArgument, "window"),
      (.occlusion(window: 3, stride: 4), .invalidArgument, "stride"),
      (.occlusion(window: 3, stride: 0), .invalidArgument, "stride"),
      (.occlusion(stride: 7), .invalidArgument, "stride"),
      (.featureAblation(.blocks(side: 0)), .invalidArgument, "side"),
      (.shapley(.grid(rows: 9, columns: 1)), .invalidArgument, "grid"),
      (.shapley(.grid(rows: 1, columns: 17)), .invalidArgument, "grid"),
      (.shapley(.pixels), .limitExceeded, "image 0"),
      (.kernelSHAP(samples: 0), .invalidArgument, "samples"),
      (.kernelSHAP(samples: 1_000_001), .invalidArgument, "samples"),
      (.kernelSHAP(.pixels, samples: 255), .invalidArgument, "samples"),
      (.rise(masks: 0), .invalidArgument, "masks"), (.rise(cells: 9), .invalidArgument, "cells"),
      (.rise(cells: 0), .invalidArgument, "cells"), (.rise(keeping: 0), .invalidArgument, "keeping"),
      (.rise(keeping: .nan), .invalidArgument, "keeping"),
      (.rise(masks: .zeros([4, 1, 8, 7]), keeping: 0.5), .shapeMismatch, "masks"),
      (.rise(masks: .zeros([0, 1, 8, 8]), keeping: 0.5), .invalidArgument, "masks"),
      (.rise(masks: Tensor(repeating: .nan, shape: [1, 1, 8, 8]), keeping: 0.5), .notFinite, "masks"),
      (.meaningfulPerturbation(steps: 0), .invalidArgument, "steps"),
      (.meaningfulPerturbation(cell: 9), .invalidArgument, "cell"),
      (.meaningfulPerturbation(cell: 0), .invalidArgument, "cell"),
      (.meaningfulPerturbation(area: -1), .invalidArgument, "area"),
      (.meaningfulPerturbation(smoothness: .nan), .invalidArgument, "smoothness"),
      (.meaningfulPerturbation(jitter: 8), .invalidArgument, "jitter"),
      (.meaningfulPerturbation(jitter: -1), .invalidArgument, "jitter"),
      (.meaningfulPerturbation(stepSize: 0), .invalidArgument, "step-size"),
    ]
    for (method, kind, place) in faults {
      let error = fault { _ = try method.maps(of: network, images: images(1), labels: [0]) }
      #expect(error?.kind == kind && error?.location == place, "\(method): \(String(describing: error))")
    }
    let tooMany = fault { _ = try Explanation.shapley(.pixels).maps(of: network, images: images(1), labels: [0]) }
    #expect(tooMany?.found == "64" && tooMany?.advice?.contains("kernelSHAP") == true)
    let noGroups = fault {
      _ = try Explanation.occlusion().groupAttributions(of: network, images: images(1), labels: [0])
    }
    #expect(noGroups?.kind == .unsupported)
  }
}

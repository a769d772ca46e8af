import AssayBase
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// On linear models, what covering a part costs is the sum of its weights times what changes.
@Suite struct CoveringLinearModelTests {
  private let key = RandomKey(seed: 83)
  private let shape: Shape = [3, 2, 6, 7]
  private let labels = [0, 4, 2]
  private let network: Network
  private let images: Tensor
  private let baseline: Tensor

  init() {
    let architecture = Architecture("linear", input: [2, 6, 7], classes: 5) {
      Flatten()
      Linear("fc", 84, 5)
    }
    network = Network(architecture, key: key)
    images = .uniform(0, 1, shape: shape, key: key.derived("images"))
    baseline = .uniform(0, 1, shape: shape, key: key.derived("baseline"))
  }

  /// What each pixel adds to the score, over all channels: N×1×H×W.
  private func contributions() throws -> Tensor {
    let weight = try #require(network.parameters["fc.weight"])
    return (weight.rows(labels).reshaped(to: shape) * (images - baseline)).sum(axes: [1], keepingAxes: true)
  }

  /// The sum of the contributions of its group for each pixel.
  private func sums(_ groups: SegmentationMethod) throws -> Tensor {
    let contributions = try contributions()
    let segments = try Image(clamping: images.rows([0])).superpixels(by: groups)
    let labels = segments.labels.map { Int($0) }
    let maps = (0..<3).map { row -> Tensor in
      let values = contributions.rows([row]).elements
      var sums = [Float](repeating: 0, count: segments.count)
      for (pixel, label) in labels.enumerated() { sums[label] += values[pixel] }
      return Tensor(shape: [1, 1, 6, 7], elements: labels.map { sums[$0] })
    }
    return Tensor.concatenatingRows(maps).broadcast(to: shape)
  }

  @Test(arguments: [(1, 1), (2, 1), (2, 2), (3, 2), (4, 3), (6, 6), (6, 1), (5, 4)])
  func occlusionIsTheMeanOfWindowSums(window: Int, stride: Int) throws {
    let values = try contributions().elements
    var expected: [Float] = []
    for row in 0..<3 {
      var (total, count) = ([Float](repeating: 0, count: 42), [Float](repeating: 0, count: 42))
      // Windows begin every stride until one reaches the border.
      var top = 0
      while true {
        var left = 0
        while true {
          let pixels = (top..<min(top + window, 6)).flatMap { y in (left..<min(left + window, 7)).map { y * 7 + $0 } }
          let sum = pixels.reduce(0) { $0 + values[row * 42 + $1] }
          for pixel in pixels { (total[pixel], count[pixel]) = (total[pixel] + sum, count[pixel] + 1) }
          if left + window >= 7 { break }
          left += stride
        }
        if top + window >= 6 { break }
        top += stride
      }
      expected += zip(total, count).map { $0 / $1 }
    }
    let maps = try Explanation.occlusion(window: window, stride: stride, baseline: .images(baseline)).maps(
      of: network, images: images, labels: labels)
    #expect(maps.shape == shape)
    #expect(largestDistance(maps, Tensor(shape: [3, 1, 6, 7], elements: expected).broadcast(to: shape)) < 2e-6)
  }

  @Test func groupsAddWhatTheirPixelsAdd() throws {
    let segments: [SegmentationMethod] = [
      .blocks(side: 6), .blocks(side: 4), .grid(rows: 2, columns: 2), .grid(rows: 1, columns: 1),
    ]
    for groups in segments {
      let expected = try sums(groups)
      // A weighted regression of an additive game gives its summands, whichever coalitions were drawn.
      for method in [
        .featureAblation(groups, baseline: .images(baseline)), .shapley(groups, baseline: .images(baseline)),
        .kernelSHAP(groups, baseline: .images(baseline)),
      ] as [Explanation] {
        let maps = try method.maps(of: network, images: images, labels: labels)
        #expect(largestDistance(maps, expected) < 2e-6, "\(method)")
      }
    }
    for samples in [168, 400] {
      let method = Explanation.kernelSHAP(.pixels, samples: samples, baseline: .images(baseline))
      let expected = try sums(.pixels)
      #expect(largestDistance(try method.maps(of: network, images: images, labels: labels), expected) < 5e-6)
      let attributions = try method.groupAttributions(of: network, images: images, labels: labels)
      #expect(attributions.allSatisfy { ($0.standardErrors ?? [1]).allSatisfy { $0 < 1e-5 } })
    }
  }

  @Test func groupAttributionsSayWhatMapsShow() throws {
    let method = Explanation.shapley(.grid(rows: 2, columns: 3), baseline: .images(baseline))
    let attributions = try method.groupAttributions(of: network, images: images, labels: labels)
    let maps = try method.maps(of: network, images: images, labels: labels).elements
    let scores = try network.scores(for: images, ExplainedScores(of: labels)).elements
    for (row, attribution) in attributions.enumerated() {
      let painted = attribution.groups.labels.map { Float(attribution.values[Int($0)]) }
      #expect(Array(maps[row * 84..<row * 84 + 42]) == painted && Array(maps[row * 84 + 42..<row * 84 + 84]) == painted)
      #expect(attribution.standardErrors == nil && abs(attribution.score - Double(scores[row])) < 1e-5)
      let total = attribution.score - (attribution.baselineScore ?? .nan)
      #expect(abs(attribution.values.reduce(0, +) - total) < 1e-12)
    }
    #expect(try method.groupAttributions(of: network, images: images.rows(0..<0), labels: []).isEmpty)
  }

  /// E[f(x m) mⱼ] / p = f(0) + Σ wᵢ xᵢ E[mᵢ mⱼ] / p, from all sixteen grids of 2×2 cells and all nine places to cut.
  @Test func riseTendsToItsExpectation() throws {
    let (side, cell) = (6, 3)
    let model = FunctionModel([1, side, side], classes: 1) { images in
      images.flattened().linear(weight: .uniform(-1, 1, shape: [1, 36], key: RandomKey(seed: 84)), bias: nil) + 0.5
    }
    let image = Tensor.uniform(0, 1, shape: [1, 1, side, side], key: key.derived("rise"))
    var masks: [Tensor] = []
    for grid in 0..<16 {
      let cells = Tensor(shape: [1, 1, 2, 2], elements: (0..<4).map { Float(grid >> $0 & 1) })
      let full = cells.resized(height: 9, width: 9, by: .bilinear())
      for place in 0..<cell * cell {
        masks.append(
          full.slice(place / cell..<place / cell + side, axis: 2)
            .slice(place % cell..<place % cell + side, axis: 3))
      }
    }
    let all = Tensor.concatenatingRows(masks)
    let expectation = try Explanation.rise(masks: all, keeping: 0.5, of: .logit).maps(
      of: model, images: image, labels: [0])
    // The same by the formula, in double precision.
    let scores = try model.logits(for: image * all).values.elements.map { Double($0) }
    let shares = all.elements.map { Double($0) }
    let means = (0..<36).map { pixel in
      scores.indices.reduce(0.0) { $0 + scores[$1] * shares[$1 * 36 + pixel] } / (Double(scores.count) * 0.5)
    }
    #expect(zip(expectation.elements, means).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    let count = 2000
    let drawn = try Explanation.rise(masks: count, cells: 2, of: .logit, seed: 6).maps(
      of: model, images: image, labels: [0])
    for pixel in 0..<36 {
      let products = scores.indices.map { scores[$0] * shares[$0 * 36 + pixel] / 0.5 }
      let variance = products.reduce(0) { $0 + ($1 - means[pixel]) * ($1 - means[pixel]) } / Double(products.count)
      let error = (variance / Double(count)).squareRoot()
      #expect(abs(Double(drawn.elements[pixel]) - means[pixel]) < 5 * error)
    }
  }

  @Test func masksKeepTheirShare() throws {
    // A single class has probability 1, so the map is the mean mask over the share that it keeps.
    let model = FunctionModel([1, 20, 16], classes: 1) { Tensor.zeros([$0.shape[0], 1]) }
    let image = Tensor.zeros([1, 1, 20, 16])
    func mean(_ keeping: Double, _ seed: UInt64) throws -> Tensor {
      try Explanation.rise(masks: 500, cells: 7, keeping: keeping, seed: seed).maps(
        of: model, images: image, labels: [0])
    }
    for keeping in [0.1, 0.5, 0.9] {
      let map = try mean(keeping, 1)
      #expect(map.elements.allSatisfy { abs($0 - 1) < 5 * Float(((1 - keeping) / keeping / 500).squareRoot()) })
      let (again, other) = (try mean(keeping, 1), try mean(keeping, 2))
      #expect(haveSameBits(map, again) && !haveSameBits(map, other))
    }
    #expect(try mean(1, 1).elements.allSatisfy { $0 == 1 })
  }
}

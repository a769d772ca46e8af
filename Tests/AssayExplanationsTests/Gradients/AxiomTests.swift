import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// The axioms of Sundararajan, Taly and Yan 2017, section 2, on functions where they can be decided.
@Suite struct AxiomTests {
  private let key = RandomKey(seed: 93)
  private let labels = [0, 3, 1]

  private var images: Tensor { .uniform(0, 1, shape: [3, 1, 6, 6], key: key.derived("images")) }

  /// A network of this many channels, whose last layer is preceded by as many identities as asked for.
  private func network(
    channels: Int = 4, identities: Int = 0, _ change: (inout [String: Tensor]) -> Void = { _ in }
  ) throws -> Network {
    let architecture = Architecture("axioms", input: [1, 6, 6], classes: 4) {
      Convolution("conv1", 1, channels, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv2", channels, 5, kernel: 3, stride: 2, padding: 1)
      ReLU()
      Flatten()
      for index in 0..<identities { Linear("identity\(index)", 45, 45) }
      Linear("fc", 45, 4)
    }
    var parameters = Network(plain, key: key).parameters
    let eye = Tensor(repeating: 1, shape: [45]).placed(atColumns: Array(0..<45), width: 45)
    for index in 0..<identities {
      parameters["identity\(index).weight"] = eye
      parameters["identity\(index).bias"] = .zeros([45])
    }
    change(&parameters)
    return try Network(architecture, parameters: parameters)
  }

  private var plain: Architecture {
    Architecture("axioms", input: [1, 6, 6], classes: 4) {
      Convolution("conv1", 1, 4, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv2", 4, 5, kernel: 3, stride: 2, padding: 1)
      ReLU()
      Flatten()
      Linear("fc", 45, 4)
    }
  }

  /// The same function with channel i before the rectifier times `factors[i]`, and divided behind it.
  private func rescaled(by factors: [Float]) throws -> Network {
    try network { parameters in
      let scale = Tensor(shape: [4, 1, 1, 1], elements: factors)
      parameters["conv1.weight"] = parameters["conv1.weight"].map { $0 * scale.broadcast(to: $0.shape) }
      parameters["conv1.bias"] = parameters["conv1.bias"].map { $0 * scale.reshaped(to: [4]) }
      let inverse = scale.reshaped(to: [1, 4, 1, 1])
      parameters["conv2.weight"] = parameters["conv2.weight"].map { $0 / inverse.broadcast(to: $0.shape) }
    }
  }

  /// The same function with the first channel twice, each with half of its weight behind the rectifier.
  private func duplicated() throws -> Network {
    try network(channels: 5) { parameters in
      let order = [0, 1, 2, 3, 0]
      parameters["conv1.weight"] = parameters["conv1.weight"]?.rows(order)
      parameters["conv1.bias"] = parameters["conv1.bias"]?.rows(order)
      let half = Tensor(shape: [1, 5, 1, 1], elements: [0.5, 1, 1, 1, 0.5])
      parameters["conv2.weight"] = parameters["conv2.weight"].map { weight in
        let doubled = Tensor.concatenatingChannels([weight, weight.slice(0..<1, axis: 1)])
        return doubled * half.broadcast(to: doubled.shape)
      }
    }
  }

  @Test(arguments: GradientMethods.all.indices)
  func sameFunctionsHaveTheSameMaps(_ index: Int) throws {
    let method = GradientMethods.all[index]
    let maps = try method.maps(of: network(), images: images, labels: labels)
    let size = maps.absolute().elements.max() ?? 0
    let others = [
      try rescaled(by: [2, 0.25, 8, 1]), try rescaled(by: [3, 0.1, 7, 1.5]), try duplicated(),
      try network(identities: 1), try network(identities: 2),
    ]
    for (number, other) in others.enumerated() {
      let otherMaps = try method.maps(of: other, images: images, labels: labels)
      #expect(largestDistance(maps, otherMaps) <= 2e-5 * size, "\(method), network \(number)")
    }
    // Powers of two change no bit.
    let exact = try method.maps(of: others[0], images: images, labels: labels)
    #expect(haveSameBits(maps, exact), "\(method)")
  }

  @Test func whatSaturatesStillMatters() throws {
    // f(x) = ½ − relu(½ − x) is ½ higher at 1 than at 0, and flat at 1: the gradient sees nothing, the way there does.
    let model = FunctionModel([1, 1, 1], classes: 1) { 0.5 - (0.5 - $0).relu().flattened() }
    let image = Tensor(repeating: 1, shape: [1, 1, 1, 1])
    #expect(try Explanation.gradient.maps(of: model, images: image, labels: [0]).scalar == 0)
    let integrated = try Explanation.integratedGradients().maps(of: model, images: image, labels: [0]).scalar
    #expect(abs(integrated - 0.5) < 0.0025)
    let expected = try Explanation.gradientSHAP(samples: 2_000, deviation: .pixels(0))
      .maps(of: model, images: image, labels: [0]).scalar
    #expect(abs(expected - 0.5) < 0.05)
  }

  @Test func whatTheFunctionDoesNotReadGetsNothing() throws {
    let unread = [0, 7, 35]
    let weights = Tensor.uniform(-1, 1, shape: [4, 36], key: key.derived("dummy"))
    let seen = Tensor(
      shape: [1, 36], elements: (0..<36).map { unread.contains($0) ? 0 : 1 }
    ).broadcast(to: [4, 36])
    let model = FunctionModel([1, 6, 6], classes: 4) { $0.flattened().linear(weight: weights * seen, bias: nil).tanh() }
    for method in GradientMethods.all {
      let maps = try method.maps(of: model, images: images, labels: labels).elements
      for row in 0..<3 {
        #expect(unread.allSatisfy { maps[row * 36 + $0] == 0 }, "\(method)")
        #expect((0..<36).contains { maps[row * 36 + $0] != 0 }, "\(method)")
      }
    }
  }

  @Test func pixelsThatPlayTheSamePartGetTheSame() throws {
    // The function is symmetric in the rows of an image whose rows are equal.
    let weights = Tensor.uniform(-1, 1, shape: [4, 6], key: key.derived("symmetry"))
    let model = FunctionModel([1, 6, 6], classes: 4) {
      $0.mean(axes: [2]).flattened().linear(weight: weights, bias: nil).tanh()
    }
    let row = Tensor.uniform(0, 1, shape: [3, 1, 1, 6], key: key.derived("row"))
    for method in GradientMethods.plain + GradientMethods.integrated.dropLast() {
      let maps = try method.maps(of: model, images: row.broadcast(to: [3, 1, 6, 6]), labels: labels)
      let first = maps.slice(0..<1, axis: 2).broadcast(to: maps.shape)
      #expect(haveSameBits(maps, first), "\(method)")
    }
  }

  @Test func mapsOfDifferencesAreDifferencesOfMaps() throws {
    let network = try network()
    let linear: [Explanation] = [
      .gradient, .inputTimesGradient, .integratedGradients(steps: 6, tolerance: nil), .smoothGrad(samples: 4),
      .gradientSHAP(samples: 5), .integratedGradients(steps: 6, baselines: [.black, .white], tolerance: nil),
    ]
    for method in linear {
      let target: (ExplanationTarget) throws -> Tensor = {
        try method.maps(of: network, images: images, labels: labels, target: $0)
      }
      let difference = try target(.difference(of: 3, from: 1))
      let maps = try target(.classIndex(3)) - target(.classIndex(1))
      #expect(largestDistance(difference, maps) < 1e-5, "\(method)")
    }
    for method in GradientMethods.all {
      let target: (ExplanationTarget) throws -> Tensor = {
        try method.maps(of: network, images: images, labels: [2, 2, 2], target: $0)
      }
      #expect(haveSameBits(try target(.label), try target(.classIndex(2))), "\(method)")
      #expect(try target(.predicted).shape == images.shape)
    }
  }

  @Test func severalBaselinesAreComplete() throws {
    let network = try network()
    let method = Explanation.integratedGradients(baselines: [.black, .white], tolerance: 0.002)
    let sums = try method.maps(of: network, images: images, labels: labels).sumPerExample().elements
    let score: (Tensor) throws -> [Float] = { try network.scores(for: $0, ExplainedScores(of: labels)).elements }
    let (own, black) = (try score(images), try score(.zeros(images.shape)))
    let white = try score(Tensor(repeating: 1, shape: images.shape))
    for row in 0..<3 {
      let difference = own[row] - (black[row] + white[row]) / 2
      let size = max(abs(own[row] - black[row]), abs(own[row] - white[row]))
      #expect(abs(sums[row] - difference) < 0.004 * size + 1e-4)
    }
    let gaps = try method.completenessGaps(of: network, images: images, labels: labels)
    #expect(gaps.allSatisfy { $0 <= 0.002 })
  }
}

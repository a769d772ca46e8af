import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// What channels look for: images made for them, images that excite them and where, and their activations.
@Suite struct ChannelFeatureTests {
  /// Two 3×3 convolutions of one channel that hand the centre on, with a pooling of stride 2 between them.
  private func relay() throws -> Network {
    let architecture = Architecture("relay", input: [1, 8, 8], classes: 2) {
      Convolution("a", 1, 1, kernel: 3, padding: 1, bias: false)
      ReLU()
      MaxPool(2)
      Convolution("b", 1, 1, kernel: 3, padding: 1, bias: false)
      ReLU()
      Flatten()
      Linear("hidden", 16, 1)
      ReLU()
      Linear("fc", 1, 2)
    }
    let centre = Tensor(shape: [1, 1, 3, 3], elements: [0, 0, 0, 0, 1, 0, 0, 0, 0])
    var parameters = Network(architecture, key: RandomKey(seed: 1)).parameters
    parameters["a.weight"] = centre
    parameters["b.weight"] = centre
    return try Network(architecture, parameters: parameters)
  }

  /// Black images with one bright pixel each.
  private func spots(_ spots: [(row: Int, column: Int, level: Float)]) -> Tensor {
    var elements = [Float](repeating: 0, count: spots.count * 64)
    for (image, spot) in spots.enumerated() { elements[image * 64 + spot.row * 8 + spot.column] = spot.level }
    return Tensor(shape: [spots.count, 1, 8, 8], elements: elements)
  }

  @Test func examplesAreTheMostActiveWithWhatTheirPlaceSees() throws {
    let images = PathwayImages(spots([(4, 5, 0.5), (0, 7, 1), (3, 3, 0.75), (6, 0, 0.5)]))
    func strongest(_ layer: String) throws -> [ChannelExample] {
      try ChannelExample.strongest(3, of: [0], layer: layer, in: relay(), images: images)[0]
    }
    let first = try strongest("a")
    #expect(first.map(\.row) == [1, 2, 0] && first.map(\.activation) == [1, 0.75, 0.5])
    // 3×3 pixels about the place, cut at the edges.
    #expect(first.map(\.rows) == [0..<2, 2..<5, 3..<6] && first.map(\.columns) == [6..<8, 2..<5, 4..<7])
    // A place behind the pooling sees 2×2 places of the first layer, the second convolution 6×6: 8×8 pixels.
    let second = try strongest("b")
    #expect(second.map(\.row) == [1, 2, 0])
    #expect(second.map(\.rows) == [0..<5, 0..<7, 1..<8] && second.map(\.columns) == [3..<8, 0..<7, 1..<8])
    // A dense layer sees everything.
    #expect(try strongest("hidden").allSatisfy { $0.rows == 0..<8 && $0.columns == 0..<8 })
  }

  @Test func picturesExciteTheirChannelAndNoOtherDecidesThem() throws {
    let network = Network(.digitsSmall, key: RandomKey(seed: 5))
    let pictures = FeaturePicture(steps: 12, seed: 3)
    let channels = Array(0..<10)
    func mean(_ images: Tensor) throws -> [Float] {
      let activations = try PathwayStudy(from: 0, to: 1).activations(of: network, images: images)
      let means = try #require(activations.first { $0.layer == "conv2" }).values.mean(axes: [2, 3])
      return channels.indices.map { means.rows([$0]).elements[channels[$0]] }
    }
    let made = try pictures.images(of: network, layer: "conv2", channels: channels)
    #expect(made.shape == [10, 1, 8, 8] && made.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    let start = try FeaturePicture(steps: 0, seed: 3).images(of: network, layer: "conv2", channels: channels)
    let (after, before) = (try mean(made), try mean(start))
    // Some channels of a network without training cannot be excited at all.
    #expect(zip(after, before).allSatisfy { $0 >= $1 } && zip(after, before).count { $0 > $1 + 0.01 } >= 5)
    let alone = try ComputeContext.with(threads: 1) {
      try pictures.images(of: network, layer: "conv2", channels: [9])
    }
    #expect(haveSameBits(alone, made.rows([9])))
    let other = try FeaturePicture(steps: 12, seed: 4).images(of: network, layer: "conv2", channels: [9])
    #expect(!haveSameBits(other, alone))
    #expect(try pictures.images(of: network, layer: "conv2", channels: []).shape == [0, 1, 8, 8])
  }

  @Test func aChannelThatNothingExcitesYetIsWoken() throws {
    let architecture = Architecture("sleeper", input: [1, 6, 6], classes: 2) {
      Convolution("a", 1, 1, kernel: 1)
      ReLU()
      Flatten()
      Linear("fc", 36, 2)
    }
    var parameters = Network(architecture, key: RandomKey(seed: 1)).parameters
    parameters["a.weight"] = Tensor(shape: [1, 1, 1, 1], elements: [1])
    // Gray is far below what the channel answers to.
    parameters["a.bias"] = Tensor(shape: [1], elements: [-0.875])
    let network = try Network(architecture, parameters: parameters)
    let made = try FeaturePicture(steps: 16, stepSize: 0.05).images(of: network, layer: "a", channels: [0])
    #expect(made.elements.contains { $0 > 0.9 })
  }

  @Test func activationsAreThoseOfTheNetwork() throws {
    let network = Network(.digitsDense(), key: RandomKey(seed: 6))
    let images = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: RandomKey(seed: 7))
    let activations = try PathwayStudy(from: 0, to: 1).activations(of: network, images: images)
    let graph = try network.graph()
    let values = graph.values(for: images)
    #expect(activations.map(\.layer) == ["fc1", "fc2"])
    for (activation, name) in zip(activations, ["relu1", "relu2"]) {
      let value = try #require(values[try graph.layer(name).output])
      #expect(activation.values.shape == [3, 20, 1, 1])
      #expect(largestDistance(activation.values.reshaped(to: [3, 20]), value) < 1e-5)
    }
  }

  @Test func faults() throws {
    let network = try relay()
    let images = PathwayImages(spots([(1, 1, 1)]))
    func kind(_ body: () throws -> Void) -> AssayError.Kind? {
      do {
        try body()
        return nil
      } catch { return (error as? AssayError)?.kind }
    }
    #expect(kind { _ = try FeaturePicture().images(of: network, layer: "c", channels: [0]) } == .unknownName)
    #expect(kind { _ = try FeaturePicture().images(of: network, layer: "a", channels: [1]) } == .invalidArgument)
    #expect(
      kind { _ = try FeaturePicture(stepSize: 0).images(of: network, layer: "a", channels: [0]) } == .invalidArgument)
    #expect(
      kind { _ = try ChannelExample.strongest(1, of: [-1], layer: "a", in: network, images: images) }
        == .invalidArgument)
    let wrong = PathwayImages(Tensor.zeros([1, 3, 8, 8]))
    #expect(
      kind { _ = try ChannelExample.strongest(1, of: [0], layer: "a", in: network, images: wrong) } == .shapeMismatch)
  }
}

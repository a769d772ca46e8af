import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Activations are those of the layers, whatever the batch, the threads and the other layers asked for.
@Suite struct LayerActivationsTests {
  private let network = Network(.resnet18(input: [3, 32, 32], classes: 5), key: RandomKey(seed: 1))

  private func images(_ count: Int, _ shape: Shape = [3, 32, 32]) -> Tensor {
    .uniform(0, 1, shape: Shape([count] + shape.dimensions), key: RandomKey(seed: 2))
  }

  @Test func allLayersAreThoseOfTheGraph() throws {
    let images = images(3)
    let activations = try LayerActivations(of: network)
    let graph = try network.graph()
    #expect(activations.layerNames == graph.layerNames)
    let values = graph.values(for: images)
    for (node, layer) in zip(graph.nodes, try activations.values(for: images)) {
      let expected = try #require(values[node.output])
      let size = 1 + (expected.elements.map(\.magnitude).max() ?? 0)
      #expect(layer.shape == expected.shape && largestDistance(layer, expected) < 1e-5 * size, "\(node.name)")
    }
  }

  @Test func batchesAndThreadsDoNotMatter() throws {
    let images = images(7)
    let activations = try LayerActivations(of: network, layers: ["layer4", "conv1", "layer4"])
    #expect(activations.layerNames == ["layer4", "conv1", "layer4"])
    #expect(activations.shapes == [[512, 1, 1], [64, 16, 16], [512, 1, 1]])
    let all = try activations.values(for: images)
    #expect(haveSameBits(all[0], all[2]))
    for threads in [1, 2, 5] {
      let part = try ComputeContext.with(threads: threads) { try activations.values(for: images.rows([4, 1])) }
      for (some, whole) in zip(part, all) { #expect(haveSameBits(some, whole.rows([4, 1]))) }
    }
  }

  @Test func summariesKeepWhatIsAskedForAlone() throws {
    let images = images(5)
    let activations = try LayerActivations(of: network, layers: ["layer1", "fc"])
    let sums = try activations.summaries(of: images) { $0.sumPerExample() }
    let values = try activations.values(for: images)
    #expect(sums.map(\.shape) == [[5], [5]])
    for (sum, value) in zip(sums, values) { #expect(haveSameBits(sum, value.sumPerExample())) }
    #expect(try activations.values(for: images.rows(0..<0)).map(\.shape) == [[0, 64, 8, 8], [0, 5]])
  }

  @Test func slicesCoverTheBatchInOrder() throws {
    // One image's activations take some 6 MiB, of which 64 MiB do not hold 24.
    let large = Network(.resnet18(input: [3, 96, 96], classes: 5), key: RandomKey(seed: 1))
    let activations = try LayerActivations(of: large)
    var next = 0
    var slices = 0
    try ComputeContext.with(threads: 1) {
      try activations.forEachSlice(of: images(24, [3, 96, 96])) { rows, values in
        #expect(rows.lowerBound == next && values.allSatisfy { $0.shape[0] == rows.count })
        next = rows.upperBound
        slices += 1
      }
    }
    #expect(next == 24 && slices > 1)
  }

  @Test func whatCannotBeLookedIntoIsRefused() throws {
    let unknown = #expect(throws: AssayError.self) { try LayerActivations(of: network, layers: ["layer5"]) }
    #expect(unknown?.kind == .unknownName && unknown?.expected?.contains("layer4.1.conv2") == true)
    let none = #expect(throws: AssayError.self) { try LayerActivations(of: network, layers: []) }
    #expect(none?.kind == .empty)
    let fused = #expect(throws: AssayError.self) { try LayerActivations(of: network.frozen()) }
    #expect(fused?.kind == .unsupported)
    let shape = #expect(throws: AssayError.self) {
      try LayerActivations(of: network).values(for: images(1, [3, 16, 16]))
    }
    #expect(shape?.kind == .shapeMismatch)
  }
}

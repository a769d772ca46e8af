import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// Importance, groups and influence are what their definitions say.
@Suite struct PathwayStudyTests {
  private let study = PathwayStudy(from: 0, to: 1, share: 1)

  @Test(arguments: [(1, 1), (1, 0), (2, 1)])
  func influenceIsTheMedianOfTheLargestAnswer(stride: Int, padding: Int) throws {
    let tiny = try TinyStudy(TinyNetworks.chain(padding: padding, stride: stride))
    let pathways = try tiny.pathways(study)
    #expect(pathways.layers.map(\.name) == ["a", "b"])
    #expect(pathways.conditions == [.original, .target, .attacked(strength: 0.5)])
    #expect(pathways.counts[2].used == tiny.successes && pathways.counts[2].given == tiny.originals.shape[0])
    let weight = try #require(tiny.network.parameters["b.weight"])
    let links = try #require(pathways.links.first)
    for (condition, images) in tiny.counted.enumerated() {
      let reference = PathwayReference(graph: try tiny.network.graph(), images: images)
      for (index, layer) in ["relu1", "relu2"].enumerated() {
        let maxima = try reference.maxima(layer)
        let expected = (0..<pathways.layers[index].channelCount).map { channel in
          PathwayReference.median(maxima.map { $0[channel] })
        }
        #expect(pathways.layers[index].importance[condition] == expected)
      }
      let expected = try reference.influence(
        of: "relu1", height: 4, width: 4, weight: weight, stride: stride, padding: padding)
      #expect(
        links.influences[condition]
          == links.sources.flatMap { source in links.targets.map { expected[source][$0] } })
    }
  }

  @Test func aWayThroughABottleneckIsAsWideAsItsNarrowestKernel() throws {
    let tiny = try TinyStudy(TinyNetworks.bottleneck())
    let pathways = try tiny.pathways(study)
    #expect(pathways.layers.map(\.name) == ["a", "block"])
    let links = try #require(pathways.links.first)
    let down = try #require(tiny.network.parameters["block.down.weight"])
    let up = try #require(tiny.network.parameters["block.up.weight"])
    for (condition, images) in tiny.counted.enumerated() {
      let reference = PathwayReference(graph: try tiny.network.graph(), images: images)
      let first = try reference.influence(of: "relu1", height: 4, width: 4, weight: down, stride: 1, padding: 0)
      let second = try reference.influence(of: "relu2", height: 4, width: 4, weight: up, stride: 1, padding: 1)
      for (row, source) in links.sources.enumerated() {
        for (column, target) in links.targets.enumerated() {
          var width = (0..<2).map { min(first[source][$0], second[$0][target]) }.max() ?? 0
          // The shortcut hands the channel on as it is.
          if source == target { width = max(width, pathways.layers[0].importance[condition][source]) }
          #expect(links.influences[condition][row * links.targets.count + column] == width)
        }
      }
    }
  }

  @Test func aDenseLayerIsAConvolutionOverItsWholeInput() throws {
    let network = try TinyNetworks.network(
      Architecture("dense", input: [1, 4, 4], classes: 2) {
        Convolution("a", 1, 2, kernel: 3, padding: 1, bias: false)
        ReLU()
        MaxPool(2)
        Flatten()
        Linear("hidden", 8, 3)
        ReLU()
        Linear("fc", 3, 2)
      })
    let tiny = try TinyStudy(network)
    let pathways = try tiny.pathways(study)
    #expect(pathways.layers.map(\.name) == ["a", "hidden"])
    let links = try #require(pathways.links.first)
    let weight = try #require(network.parameters["hidden.weight"]).reshaped(to: [3, 2, 2, 2])
    for (condition, images) in tiny.counted.enumerated() {
      let reference = PathwayReference(graph: try network.graph(), images: images)
      let expected = try reference.influence(of: "maxpool1", height: 2, width: 2, weight: weight, stride: 1, padding: 0)
      #expect(
        links.influences[condition] == links.sources.flatMap { source in links.targets.map { expected[source][$0] } })
    }
  }

  @Test func normalisationBelongsToItsKernelAndBranchesKeepTheirChannels() throws {
    let network = try TinyNetworks.network(
      Architecture("branches", input: [1, 4, 4], classes: 2) {
        Convolution("a", 1, 2, kernel: 3, padding: 1, bias: false)
        ReLU()
        Concatenation {
          Sequential {
            Convolution("block.left.conv", 2, 2, kernel: 1, bias: false)
            BatchNorm("block.left.bn", 2, epsilon: 0)
          }
          Sequential { MaxPool(3, stride: 1, padding: 1) }
        }
        ReLU()
        GlobalAveragePool()
        Flatten()
        Linear("fc", 4, 2)
      })
    let tiny = try TinyStudy(network)
    let pathways = try tiny.pathways(study)
    #expect(pathways.layers.map(\.name) == ["a", "block.left"])
    let links = try #require(pathways.links.first)
    let (weight, scale) = (
      try #require(network.parameters["block.left.conv.weight"]),
      try #require(network.parameters["block.left.bn.weight"])
    )
    let folded = weight * scale.reshaped(to: [2, 1, 1, 1])
    for (condition, images) in tiny.counted.enumerated() {
      let reference = PathwayReference(graph: try network.graph(), images: images)
      let left = try reference.influence(of: "relu1", height: 4, width: 4, weight: folded, stride: 1, padding: 0)
      for (row, source) in links.sources.enumerated() {
        for (column, target) in links.targets.enumerated() {
          let width = links.influences[condition][row * links.targets.count + column]
          if target < 2 {
            #expect(width == left[source][target])
          } else {
            #expect(width == (target - 2 == source ? pathways.layers[0].importance[condition][source] : nil))
          }
        }
      }
    }
  }

  @Test func imagesAreReadASliceAtATime() throws {
    let tiny = try TinyStudy(TinyNetworks.chain())
    // One image that counts among many of the other class: what lies between is not read at once.
    let rows = (0..<700).map { $0.isMultiple(of: 130) ? 0 : 1 }
    let images = Tensor.concatenatingRows([tiny.originals.rows([0]), tiny.targets.rows([0])])
    let scattered = PathwayImages(count: rows.count) { range in
      #expect(range.count <= 256)
      return images.rows(rows[range].map { $0 })
    }
    let pathways = try study.pathways(
      of: tiny.network, originals: scattered, targets: PathwayImages(tiny.targets),
      attacks: [PathwayAttack(strength: 1, images: PathwayImages(images.rows(rows.map { 1 - $0 })))])
    #expect(pathways.counts[0].used == [0, 130, 260, 390, 520, 650])
    #expect(pathways.counts[2].used == pathways.counts[0].used)
  }

  @Test func resultsDoNotDependOnBatchesOrThreads() throws {
    let tiny = try TinyStudy(TinyNetworks.bottleneck())
    let whole = try ComputeContext.with(threads: 1) { try tiny.pathways(study, strengths: [0.25, 0.5]) }
    for threads in [2, 5] {
      #expect(try ComputeContext.with(threads: threads) { try tiny.pathways(study, strengths: [0.5, 0.25]) } == whole)
    }
    // A few pairs at a time, the network running again and again.
    var frugal = study
    for limit in [1, 30, 100] {
      frugal.pairLimit = limit
      #expect(try tiny.pathways(frugal, strengths: [0.25, 0.5]) == whole)
    }
    // The same images among others that do not count, in other slices.
    let mixed = Tensor.concatenatingRows([tiny.targets, tiny.originals])
    let attacked = Tensor.concatenatingRows([tiny.targets, tiny.attacked])
    let other = try study.pathways(
      of: tiny.network, originals: PathwayImages(mixed), targets: PathwayImages(tiny.targets),
      attacks: [PathwayAttack(strength: 0.25, images: attacked), PathwayAttack(strength: 0.5, images: attacked)])
    #expect(other.layers == whole.layers && other.links == whole.links)
    #expect(other.counts[0].used == whole.counts[0].used.map { $0 + tiny.targets.shape[0] })
  }
}

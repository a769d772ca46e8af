import AssayBase
import AssayNetworks
import AssayTensor
import Foundation
import Testing

/// The layers that only some architectures need.
@Suite struct ArchitectureLayerTests {
  private let evaluation = LayerContext(parameters: [:], mode: .evaluation)
  private let training = LayerContext(parameters: [:], mode: .training(RandomKey(seed: 3)))

  @Test func upsamplingRepeatsPixels() throws {
    let x = Tensor(shape: [1, 1, 2, 2], elements: [1, 2, 3, 4])
    let y = Upsample(2)(x, evaluation)
    #expect(y.elements == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    #expect(try Upsample(3).outputShape(for: [5, 2, 4]) == [5, 6, 12])
  }

  @Test func adaptiveBinsMayOverlap() {
    let x = Tensor(shape: [1, 1, 1, 5], elements: [1, 2, 3, 4, 5])
    // Bins of ⌊5i/3⌋ to ⌈5(i+1)/3⌉: [1, 2], [2, 3, 4], [4, 5].
    #expect(AdaptiveAveragePool(3)(x, evaluation).elements.prefix(3) == [1.5, 3, 4.5])
  }

  @Test func stochasticDepthKeepsOrDropsWholeExamples() {
    let layer = StochasticDepth("block", rate: 0.25)
    let x = Tensor(repeating: 3, shape: [400, 2, 2, 2])
    #expect(layer(x, evaluation).elements == x.elements)
    let rows = layer(x, training).elements
    let examples = (0..<400).map { Array(rows[8 * $0..<8 * $0 + 8]) }
    #expect(examples.allSatisfy { row in row.allSatisfy { $0 == row[0] } && (row[0] == 0 || row[0] == 4) })
    let kept = examples.filter { $0[0] > 0 }.count
    #expect((260...340).contains(kept), "\(kept)")
  }

  @Test func dropPathsOfOneNetworkDiffer() {
    let x = Tensor(repeating: 1, shape: [64, 1, 1, 1])
    #expect(
      StochasticDepth("a", rate: 0.5)(x, training).elements != StochasticDepth("b", rate: 0.5)(x, training).elements)
  }

  @Test func responsesAreNormalisedAsInThePaper() {
    // b = a / (2 + 1e-4 · Σ a²)^0.75 over five channels.
    let x = Tensor(shape: [1, 6, 1, 1], elements: [10, 20, 30, 40, 50, 60])
    let y = LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2)(x, evaluation).elements
    let sum = 1e-4 * (100.0 + 400 + 900 + 1600 + 2500)
    #expect((Double(y[2]) - 30 / pow(2 + sum, 0.75)).magnitude < 1e-4)
  }

  @Test func sizesRoundUpWhereAsked() throws {
    #expect(try MaxPool(3, stride: 2).outputShape(for: [1, 112, 112]) == [1, 55, 55])
    #expect(try MaxPool(3, stride: 2, roundsUp: true).outputShape(for: [1, 112, 112]) == [1, 56, 56])
  }

  @Test func trainingOfBlocksWithStochasticDepthUpdatesStatistics() {
    let architecture = Architecture.efficientNet(.b0, input: [3, 32, 32], classes: 5)
    let network = Network(architecture, key: RandomKey(seed: 8))
    let updates = StatisticUpdates()
    let images = WeightFormula.images([2, 3, 32, 32])
    let first = network(images, mode: .training(RandomKey(seed: 1)), updates: updates)
    let second = network(images, mode: .training(RandomKey(seed: 2)))
    #expect(first.elements != second.elements)
    #expect(updates.all.count == architecture.body.parameters.filter { $0.role != .weight }.count)
  }
}

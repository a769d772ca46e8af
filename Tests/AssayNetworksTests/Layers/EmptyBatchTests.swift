import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// No images give no outputs, gradients of zero for the weights, and leave statistics alone.
@Suite struct EmptyBatchTests {
  @Test(arguments: LayerCase.all) func everyLayerTakesNoImages(_ subject: LayerCase) throws {
    let (images, weights) = (subject.images(0), subject.parameters)
    let output = Shape([0] + (try subject.layers.outputShape(for: subject.input)).dimensions)
    for mode in [.evaluation, .training(RandomKey(seed: 1))] as [LayerContext.Mode] {
      let updates = StatisticUpdates()
      let results = subject.results(images, weights, mode: mode, updates: updates)
      #expect(results[0].shape == output && results[1].shape == images.shape)
      for (definition, gradient) in zip(subject.layers.parameters.filter { $0.role == .weight }, results.dropFirst(2)) {
        #expect(gradient.shape == definition.shape && gradient.elements.allSatisfy { $0 == 0 }, "\(definition.name)")
      }
      #expect(updates.all.isEmpty)
    }
    let frozen = try subject.frozenResults(images, weights)
    #expect(frozen[0].shape == output && frozen[1].shape == images.shape)
  }

  @Test func lossesOfNoExamples() {
    let (loss, gradient) = valueAndGradient(at: Tensor.zeros([0, 3])) {
      Loss.crossEntropy($0, labels: [], reduction: .sum)
    }
    #expect(loss.scalar == 0 && gradient.shape == [0, 3])
  }
}

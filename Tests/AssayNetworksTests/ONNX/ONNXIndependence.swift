import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// Logits and gradients of a batch are bit for bit those of its images, and the frozen network's close to the network's.
func expectIndependentExamples(_ network: Network) throws {
  let shape = Shape([5] + network.inputShape.dimensions)
  let images = Tensor.uniform(0, 1, shape: shape, key: RandomKey(seed: 3))
  let frozen = try network.frozen()
  let upstream = Tensor.uniform(-1, 1, shape: [5, network.classCount], key: RandomKey(seed: 5))
  func run(_ model: any DifferentiableClassifier, _ rows: Range<Int>) throws -> (Tensor, Tensor) {
    let (logits, gradient) = try model.logitsAndInputGradient(for: images.rows(rows)) { _, slice in
      upstream.rows(rows).rows(slice)
    }
    return (logits.values, gradient)
  }
  let (logits, gradient) = try run(frozen, 0..<5)
  let (expected, slope) = try run(network, 0..<5)
  #expect(largestDistance(logits, expected) < 1e-5 && largestDistance(gradient, slope) < 1e-5)
  #expect(gradient.elements.contains { $0 != 0 })
  for row in 0..<5 {
    let (one, its) = try run(frozen, row..<row + 1)
    #expect(one.elements == logits.rows(row..<row + 1).elements)
    #expect(its.elements == gradient.rows(row..<row + 1).elements)
  }
}

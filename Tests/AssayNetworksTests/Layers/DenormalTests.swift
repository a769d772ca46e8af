import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Numbers below 2⁻¹²⁶ are numbers like others, on every instruction set: none is flushed to zero.
@Suite struct DenormalTests {
  /// Small enough that sums of many products with small whole numbers stay below 2⁻¹²⁶, and no product is rounded.
  private static let tiny = Float(sign: .plus, exponent: -140, significand: 1)

  @Test(arguments: LayerCase.all.filter(\.isHomogeneous))
  func tinyImagesAndGradientsScaleExactly(_ subject: LayerCase) throws {
    let weights = subject.wholeParameters
    let images = subject.whole(Shape([3] + subject.input.dimensions), subject.key.derived("whole"))
    let shape = subject.results(images, weights)[0].shape
    let upstream = subject.whole(shape, subject.key.derived("upstream"))
    let expected = subject.results(images, weights, upstream: upstream)
    #expect(expected[0].elements.contains { $0 != 0 } && expected[1].elements.contains { $0 != 0 })
    #expect((expected[0] * Self.tiny).elements.contains { $0 != 0 }, "denormal numbers are numbers here")
    for instructionSet in Kernels.supported {
      try ComputeContext.with(instructionSet: instructionSet) {
        let values = subject.results(images * Self.tiny, weights)[0]
        #expect(same(values, expected[0] * Self.tiny), "values on \(instructionSet)")
        let gradients = subject.results(images, weights, upstream: upstream * Self.tiny)
        for (gradient, whole) in zip(gradients, expected).dropFirst() {
          #expect(same(gradient, whole * Self.tiny), "gradients on \(instructionSet)")
        }
        let frozen = try subject.frozenResults(images * Self.tiny, weights)
        #expect(same(frozen[0], expected[0] * Self.tiny), "frozen values on \(instructionSet)")
        let slopes = try subject.frozenResults(images, weights, upstream: upstream * Self.tiny)[1]
        #expect(same(slopes, expected[1] * Self.tiny), "frozen gradient on \(instructionSet)")
      }
    }
  }

  @Test(arguments: LayerCase.all)
  func bitsAreTheSameOnInstructionSets(_ subject: LayerCase) throws {
    let (images, weights) = (subject.images(3), subject.parameters)
    let tinyWeights = weights.mapValues { $0 * Self.tiny }
    let inputs = [(images * Self.tiny, weights), (images, tinyWeights), (images * Self.tiny, tinyWeights)]
    for (images, weights) in inputs {
      func results() throws -> [Tensor] {
        try subject.results(images, weights) + subject.frozenResults(images, weights)
      }
      let reference = try ComputeContext.with(instructionSet: .portable) { try results() }
      for instructionSet in Kernels.supported {
        let other = try ComputeContext.with(instructionSet: instructionSet) { try results() }
        #expect(zip(other, reference).allSatisfy { haveSameBits($0, $1) }, "\(instructionSet)")
      }
    }
  }

  /// The same numbers; 0 and −0 are one.
  private func same(_ x: Tensor, _ y: Tensor) -> Bool { x.shape == y.shape && x.elements == y.elements }
}

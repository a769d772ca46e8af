import AssayBase
import AssayTensor
import Testing

/// Layers with much padding, whose products with it are left out, agree with the same layers on images with a margin.
@Suite struct PaddedConvolutionTests {
  struct Layer: Sendable, CustomTestStringConvertible {
    let channels, outputs: Int
    let image, kernel, stride, padding, dilation: (height: Int, width: Int)
    let groups: Int
    let batch: Int

    var testDescription: String {
      "\(batch)×\(channels)×\(image) → \(outputs), kernel \(kernel), stride \(stride), padding \(padding), "
        + "dilation \(dilation), groups \(groups)"
    }

    /// The layer's operands: images, weights and bias.
    func operands() -> [Tensor] {
      let key = RandomKey(seed: 59).derived(testDescription)
      return [
        .uniform(-1, 1, shape: [batch, channels, image.height, image.width], key: key.derived("x")),
        .uniform(-1, 1, shape: [outputs, channels / groups, kernel.height, kernel.width], key: key.derived("w")),
        .uniform(-1, 1, shape: [outputs], key: key.derived("b")),
      ]
    }

    /// The layer's outputs, either from its own padding or from zeros around the images.
    func outputs(_ operands: [Tensor], widened: Bool) -> Tensor {
      let margins = Margins(top: padding.height, bottom: padding.height, left: padding.width, right: padding.width)
      let x = widened ? operands[0].padded(margins, with: .constant(0)) : operands[0]
      let geometry = ConvolutionGeometry(
        stride: stride, padding: widened ? (0, 0) : padding, dilation: dilation, groups: groups)
      return x.convolved(with: operands[1], bias: operands[2], geometry)
    }
  }

  static let layers: [Layer] = [
    Layer(
      channels: 32, outputs: 100, image: (7, 7), kernel: (7, 7), stride: (1, 1), padding: (3, 3), dilation: (1, 1),
      groups: 2, batch: 5),
    Layer(
      channels: 16, outputs: 32, image: (14, 11), kernel: (5, 4), stride: (1, 1), padding: (2, 2), dilation: (1, 1),
      groups: 1, batch: 2),
    Layer(
      channels: 33, outputs: 17, image: (3, 4), kernel: (7, 9), stride: (1, 2), padding: (3, 5), dilation: (1, 1),
      groups: 1, batch: 3),
    Layer(
      channels: 64, outputs: 96, image: (9, 8), kernel: (1, 7), stride: (1, 1), padding: (0, 3), dilation: (1, 1),
      groups: 2, batch: 4),
    Layer(
      channels: 32, outputs: 48, image: (8, 5), kernel: (3, 2), stride: (2, 3), padding: (3, 2), dilation: (2, 3),
      groups: 1, batch: 6),
    Layer(
      channels: 16, outputs: 40, image: (2, 2), kernel: (1, 3), stride: (1, 1), padding: (2, 1), dilation: (1, 1),
      groups: 1, batch: 1),
  ]

  /// Sums with products of zeros in them are the same bits.
  @Test(arguments: layers)
  func agreesWithWiderImages(_ layer: Layer) {
    let operands = layer.operands()
    let (value, pullback) = valueWithPullback(at: operands) { layer.outputs($0, widened: false) }
    let (reference, referencePullback) = valueWithPullback(at: operands) { layer.outputs($0, widened: true) }
    #expect(haveSameBits(value, reference))
    #expect(haveSameBits(pullback(value), referencePullback(value)))
  }

  /// An output that does not see an infinite weight stays finite, in company and alone, on every instruction set.
  @Test func infiniteWeightsStayWithTheirPixels() {
    let layer = Self.layers[0]
    var operands = layer.operands()
    var corner = Tensor.zeros([1, 1, 7, 7]).elements
    corner[0] = .infinity
    operands[1] = operands[1] + Tensor(shape: [1, 1, 7, 7], elements: corner)
    for instructionSet in Kernels.supported {
      let (whole, parts) = ComputeContext.with(instructionSet: instructionSet) {
        (
          layer.outputs(operands, widened: false),
          (0..<layer.batch).map { layer.outputs([operands[0].rows([$0]), operands[1], operands[2]], widened: false) }
        )
      }
      // The corner of the kernel falls on the image three pixels down and to the right.
      for (index, element) in whole.elements.enumerated() {
        let (row, column) = (index / 7 % 7, index % 7)
        #expect(element.isFinite == (row < 3 || column < 3), "row \(row), column \(column) on \(instructionSet)")
      }
      #expect(Tensor.concatenatingRows(parts).elements.map(\.isFinite) == whole.elements.map(\.isFinite))
    }
  }

  @Test func emptyBatchesHaveNoWeightGradient() {
    let layer = Self.layers[0]
    let operands = layer.operands()
    let (value, pullback) = valueWithPullback(at: [Tensor.zeros([0, 32, 7, 7]), operands[1], operands[2]]) {
      layer.outputs($0, widened: false)
    }
    #expect(value.shape == [0, 100, 7, 7])
    #expect(pullback(value)[1].elements.allSatisfy { $0 == 0 })
  }
}

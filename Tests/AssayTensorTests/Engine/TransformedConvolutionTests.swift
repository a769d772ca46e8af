import AssayBase
import AssayTensor
import Testing

/// Layers that are computed in tiles or in the frequency domain agree with the same layers computed by other means.
@Suite struct TransformedConvolutionTests {
  struct Layer: Sendable, CustomTestStringConvertible {
    let channels, outputs, height, width: Int
    let kernel, padding: (height: Int, width: Int)

    init(
      _ channels: Int, _ outputs: Int, _ height: Int, _ width: Int, kernel: (Int, Int), padding: (Int, Int)
    ) {
      (self.channels, self.outputs, self.height, self.width) = (channels, outputs, height, width)
      (self.kernel, self.padding) = (kernel, padding)
    }

    var testDescription: String { "\(channels)×\(height)×\(width) → \(outputs), kernel \(kernel), padding \(padding)" }

    func images(_ count: Int) -> Tensor {
      .uniform(-1, 1, shape: [count, channels, height, width], key: key.derived("x"))
    }

    var weight: Tensor {
      .uniform(-1, 1, shape: [outputs, channels, kernel.height, kernel.width], key: key.derived("w"))
    }

    var geometry: ConvolutionGeometry { ConvolutionGeometry(padding: padding) }

    private var key: RandomKey { RandomKey(seed: 41).derived(testDescription) }

    /// The convolution as 1×1 convolutions of shifted images, one for each tap: none of them is transformed.
    func shifted(_ x: Tensor, _ weight: Tensor) -> Tensor {
      let margins = Margins(top: padding.height, bottom: padding.height, left: padding.width, right: padding.width)
      let padded = x.padded(margins, with: .constant(0))
      let (height, width) = (padded.shape[2] - kernel.height + 1, padded.shape[3] - kernel.width + 1)
      var sum = Tensor.zeros([x.shape[0], outputs, height, width])
      for row in 0..<kernel.height {
        for column in 0..<kernel.width {
          let window = padded.slice(row..<row + height, axis: 2).slice(column..<column + width, axis: 3)
          let tap = weight.slice(row..<row + 1, axis: 2).slice(column..<column + 1, axis: 3)
          sum = sum + window.convolved(with: tap, bias: nil, ConvolutionGeometry())
        }
      }
      return sum
    }
  }

  /// In tiles.
  static let tiled: [Layer] = [
    Layer(32, 48, 7, 8, kernel: (3, 3), padding: (1, 1)), Layer(48, 32, 10, 11, kernel: (3, 3), padding: (0, 0)),
    Layer(64, 64, 9, 10, kernel: (3, 3), padding: (2, 2)), Layer(32, 32, 4, 5, kernel: (3, 3), padding: (1, 1)),
    Layer(144, 32, 5, 6, kernel: (3, 3), padding: (2, 2)),
  ]

  /// In the frequency domain: even and odd periods, and channels that do not fill vectors.
  static let frequencies: [Layer] = [
    Layer(32, 100, 7, 7, kernel: (7, 7), padding: (3, 3)), Layer(33, 50, 8, 9, kernel: (5, 7), padding: (2, 3)),
    Layer(48, 35, 11, 10, kernel: (6, 5), padding: (0, 1)), Layer(32, 48, 6, 9, kernel: (7, 5), padding: (5, 4)),
  ]

  @Test(arguments: tiled + frequencies)
  func agreesWithShiftedSums(_ layer: Layer) {
    let operands = [layer.images(3), layer.weight]
    let (value, pullback) = valueWithPullback(at: operands) {
      $0[0].convolved(with: $0[1], bias: nil, layer.geometry)
    }
    let (reference, referencePullback) = valueWithPullback(at: operands) { layer.shifted($0[0], $0[1]) }
    for (got, expected) in [(value, reference)] + zip(pullback(value), referencePullback(value)) {
      let largest = expected.absolute().elements.max() ?? 0
      let error = (got - expected).absolute().elements.max() ?? 0
      #expect(error <= 4e-6 * largest, "off by \(error) of \(largest)")
    }
  }

  /// Errors of single outputs, against sums in double precision, are no larger than those of one chain over all taps.
  @Test func frequenciesAreAsExactAsOneChain() throws {
    let layer = try #require(Self.frequencies.first)
    let (x, weight) = (layer.images(1).elements, layer.weight.elements)
    let output = layer.images(1).convolved(with: layer.weight, bias: nil, layer.geometry).elements
    var errors = (transformed: 0.0, chain: 0.0)
    for index in stride(from: 0, to: output.count, by: 37) {
      let (channel, row, column) = (index / 49, index / 7 % 7, index % 7)
      var (exact, chain) = (0.0, Float(0))
      for tap in 0..<49 {
        let (y, x0) = (row + tap / 7 - 3, column + tap % 7 - 3)
        guard (0..<7).contains(y) && (0..<7).contains(x0) else { continue }
        for input in 0..<32 {
          let (pixel, factor) = (x[input * 49 + y * 7 + x0], weight[(channel * 32 + input) * 49 + tap])
          exact += Double(pixel) * Double(factor)
          chain = chain.addingProduct(pixel, factor)
        }
      }
      errors.transformed += abs(Double(output[index]) - exact)
      errors.chain += abs(Double(chain) - exact)
    }
    #expect(errors.transformed > 0 && errors.transformed <= errors.chain, "\(errors)")
  }

  /// What is not a number fills its own image and no other.
  @Test func notANumberStaysInItsImage() throws {
    let layer = try #require(Self.frequencies.first)
    var elements = layer.images(3).elements
    elements[elements.count / 2] = .nan
    let images = Tensor(shape: layer.images(3).shape, elements: elements)
    let output = images.convolved(with: layer.weight, bias: nil, layer.geometry)
    #expect(output.rows([1]).elements.allSatisfy { $0.isNaN })
    let others = layer.images(3).convolved(with: layer.weight, bias: nil, layer.geometry).rows([0, 2])
    #expect(haveSameBits(output.rows([0, 2]), others))
  }

  @Test func emptyBatchesHaveNoWeightGradient() throws {
    let layer = try #require(Self.frequencies.first)
    let (value, pullback) = valueWithPullback(at: [Tensor.zeros([0, 32, 7, 7]), layer.weight]) {
      $0[0].convolved(with: $0[1], bias: nil, layer.geometry)
    }
    #expect(value.shape == [0, 100, 7, 7])
    #expect(pullback(value)[1].elements.allSatisfy { $0 == 0 })
  }
}

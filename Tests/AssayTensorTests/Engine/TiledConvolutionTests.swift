import AssayBase
import AssayTensor
import Testing

/// 3×3 layers that are computed in tiles agree with the same layers computed by other means.
@Suite struct TiledConvolutionTests {
  /// The convolution as nine 1×1 convolutions of shifted images: none of them in tiles.
  private func shifted(_ x: Tensor, _ weight: Tensor, padding: Int) -> Tensor {
    let margins = Margins(top: padding, bottom: padding, left: padding, right: padding)
    let padded = x.padded(margins, with: .constant(0))
    let (height, width) = (padded.shape[2] - 2, padded.shape[3] - 2)
    var sum: Tensor?
    for row in 0..<3 {
      for column in 0..<3 {
        let window = padded.slice(row..<row + height, axis: 2).slice(column..<column + width, axis: 3)
        let tap = weight.slice(row..<row + 1, axis: 2).slice(column..<column + 1, axis: 3)
        let part = window.convolved(with: tap, bias: nil, ConvolutionGeometry())
        sum = sum.map { $0 + part } ?? part
      }
    }
    return sum ?? x
  }

  @Test(arguments: [(32, 48, 7, 1), (48, 32, 10, 0), (64, 64, 9, 2), (32, 32, 4, 1), (144, 32, 5, 2)])
  func agreesWithShiftedSums(channels: Int, outputs: Int, size: Int, padding: Int) {
    let key = RandomKey(seed: 41).derived("\(channels) \(outputs) \(size) \(padding)")
    let x = Tensor.uniform(-1, 1, shape: [3, channels, size, size + 1], key: key.derived("x"))
    let weight = Tensor.uniform(-1, 1, shape: [outputs, channels, 3, 3], key: key.derived("w"))
    let geometry = ConvolutionGeometry(padding: (padding, padding))
    let (tiled, pullback) = valueWithPullback(at: [x, weight]) { $0[0].convolved(with: $0[1], bias: nil, geometry) }
    let (reference, referencePullback) = valueWithPullback(at: [x, weight]) {
      shifted($0[0], $0[1], padding: padding)
    }
    let pairs = [(tiled, reference)] + zip(pullback(tiled), referencePullback(tiled))
    for (got, expected) in pairs {
      let largest = expected.absolute().elements.max() ?? 0
      let error = (got - expected).absolute().elements.max() ?? 0
      #expect(error <= 4e-6 * largest, "off by \(error) of \(largest)")
    }
  }
}

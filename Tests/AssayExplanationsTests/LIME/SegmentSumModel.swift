import AssayBase
import AssayNetworks
import AssayTensor

/// A black box whose probability of class 0 is a constant and a share for each tile of an image, times the tile's mean.
struct SegmentSumModel: Classifier {
  let name = "sum of tiles"
  let inputShape: Shape = [1, 4, 6]
  let classCount = 3
  let constant: Float
  /// One for each of 2 × 3 tiles of 2 × 2 pixels.
  let shares: [Float]
  /// What the probability becomes for images whose first pixel is dark; for broken models.
  var broken: Float?

  func logits(for images: Tensor) throws -> Logits {
    let elements = images.elements
    return Logits(
      Tensor(
        shape: [images.shape[0], 3],
        elements: (0..<images.shape[0]).flatMap { row -> [Float] in
          let probability = probability(Array(elements[row * 24..<(row + 1) * 24]))
          return [probability, (1 - probability) / 4, (1 - probability) * 3 / 4].map {
            Float(Elementary.log(Double($0)))
          }
        }))
  }

  private func probability(_ pixels: [Float]) -> Float {
    if let broken, pixels[0] == 0 { return broken }
    return (0..<24).reduce(constant) { sum, pixel in
      let (row, column) = (pixel / 6, pixel % 6)
      return sum + shares[row / 2 * 3 + column / 2] * pixels[pixel] / 4
    }
  }
}

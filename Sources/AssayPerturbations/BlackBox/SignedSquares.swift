import AssayBase
import AssayTensor

/// Squares for ℓ∞: every value at one end or the other of what the ball and the box allow (algorithm 2 of the paper).
struct SignedSquares: SquareProposer {
  private let canvas: SquareCanvas
  /// All images with every value as high, and as low, as it may be.
  private let high: Tensor
  private let low: Tensor

  init(_ canvas: SquareCanvas, epsilon: Float, around images: Tensor) {
    self.canvas = canvas
    high = (images + epsilon).clampedToBox
    low = (images - epsilon).clampedToBox
  }

  /// Vertical stripes of one pixel, with a random sign for each column and channel.
  func start(_ example: Int, from stream: inout RandomStream, into image: UnsafeMutablePointer<Float>) {
    for column in 0..<canvas.width {
      let isHigh = (0..<canvas.channels).map { _ in stream.sign() > 0 }
      paint(example, rows: 0..<canvas.height, columns: column..<column + 1, isHigh, in: image)
    }
  }

  func change(
    _ example: Int, share: Double, from stream: inout RandomStream, in image: UnsafeMutablePointer<Float>
  ) {
    let side = canvas.side(covering: share)
    let (row, column) = canvas.corner(side: side, from: &stream)
    let isHigh = (0..<canvas.channels).map { _ in stream.sign() > 0 }
    paint(example, rows: row..<row + side, columns: column..<column + side, isHigh, in: image)
  }

  private func paint(
    _ example: Int, rows: Range<Int>, columns: Range<Int>, _ isHigh: [Bool], in image: UnsafeMutablePointer<Float>
  ) {
    let (high, low) = (high.pointer + example * canvas.count, low.pointer + example * canvas.count)
    let isEven = Set(isHigh).count == 1
    for row in rows {
      let start = (row * canvas.width + columns.lowerBound) * canvas.channels
      let count = columns.count * canvas.channels
      (image + start).update(from: (isHigh[0] ? high : low) + start, count: count)
      guard !isEven else { continue }
      for channel in 1..<canvas.channels where isHigh[channel] != isHigh[0] {
        let other = isHigh[channel] ? high : low
        for index in stride(from: start + channel, to: start + count, by: canvas.channels) {
          image[index] = other[index]
        }
      }
    }
  }
}

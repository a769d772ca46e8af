import AssayBase
import AssayTensor

/// Squares for ℓ2: bumps of alternating sign that take over the length of another square (algorithm 3 of the paper).
struct BumpSquares: SquareProposer {
  private let canvas: SquareCanvas
  private let epsilon: Float
  private let images: Tensor

  init(_ canvas: SquareCanvas, epsilon: Float, around images: Tensor) {
    self.canvas = canvas
    self.epsilon = epsilon
    self.images = images
  }

  /// A grid of five by five bumps with random signs, scaled to the size of the ball.
  func start(_ example: Int, from stream: inout RandomStream, into image: UnsafeMutablePointer<Float>) {
    var change = [Float](repeating: 0, count: canvas.count)
    let side = max(1, min(canvas.height, canvas.width) / 5)
    let bump = Self.bump(side: side, from: &stream)
    let (top, left) = ((canvas.height % side) / 2, (canvas.width % side) / 2)
    for row in stride(from: top, through: canvas.height - side, by: side) {
      for column in stride(from: left, through: canvas.width - side, by: side) {
        let signs = (0..<canvas.channels).map { _ in stream.sign() }
        for index in 0..<side * side {
          let place = (row + index / side) * canvas.width + column + index % side
          for channel in 0..<canvas.channels {
            change[place * canvas.channels + channel] += signs[channel] * bump[index]
          }
        }
      }
    }
    write(change, example, into: image)
  }

  func change(
    _ example: Int, share: Double, from stream: inout RandomStream, in image: UnsafeMutablePointer<Float>
  ) {
    let origin = images.pointer + example * canvas.count
    var change = (0..<canvas.count).map { image[$0] - origin[$0] }
    // Odd, and at least 3: a bump has a middle.
    var side = canvas.side(covering: share, least: 3)
    if side % 2 == 0 { side = max(1, side - 1) }
    let (gaining, losing) = (
      square(side, at: canvas.corner(side: side, from: &stream)),
      square(side, at: canvas.corner(side: side, from: &stream))
    )
    let spare = max(0, epsilon * epsilon - Self.squaredLength(change, change.indices))
    let shared = Set(gaining)
    let union = gaining + losing.filter { !shared.contains($0) }
    let bump = Self.bump(side: side, from: &stream)
    for channel in 0..<canvas.channels {
      let sign = stream.sign()
      let values = gaining.map { $0 * canvas.channels + channel }
      let budget = Self.squaredLength(change, union.lazy.map { $0 * canvas.channels + channel })
      let length = (Self.squaredLength(change, values)).squareRoot()
      var fresh = zip(values, bump).map { change[$0] / max(length, 1e-12) + sign * $1 }
      let scale =
        (spare / Float(canvas.channels) + budget).squareRoot()
        / max(Self.squaredLength(fresh, fresh.indices).squareRoot(), 1e-12)
      for index in fresh.indices { fresh[index] *= scale }
      for pixel in losing { change[pixel * canvas.channels + channel] = 0 }
      for (place, value) in zip(values, fresh) { change[place] = value }
    }
    write(change, example, into: image)
  }

  /// The pixels of a square, row by row.
  private func square(_ side: Int, at corner: (row: Int, column: Int)) -> [Int] {
    (0..<side * side).map { (corner.row + $0 / side) * canvas.width + corner.column + $0 % side }
  }

  /// The image with `change` scaled to the size of the ball, cut to the box.
  private func write(_ change: [Float], _ example: Int, into image: UnsafeMutablePointer<Float>) {
    let length = Self.squaredLength(change, change.indices).squareRoot()
    let scale = length > 0 ? epsilon / length : 0
    let origin = images.pointer + example * canvas.count
    for index in change.indices { image[index] = min(max(origin[index] + scale * change[index], 0), 1) }
  }

  private static func squaredLength(_ values: [Float], _ indices: some Sequence<Int>) -> Float {
    indices.reduce(0) { $0 + values[$1] * values[$1] }
  }

  /// Two bumps of opposite sign that halve a square, upright or lying, of length 1.
  static func bump(side: Int, from stream: inout RandomStream) -> [Float] {
    let upper = side / 2
    let halves = half(height: upper, width: side) + half(height: side - upper, width: side).map { -$0 }
    let length = squaredLength(halves, halves.indices).squareRoot()
    let isUpright = stream.nextWord() & 1 == 0
    return halves.indices.map { index in
      let place = isUpright ? index : index % side * side + index / side
      return halves[place] / max(length, 1e-12)
    }
  }

  /// A bump: a pixel at Chebyshev distance d from the middle has height Σ 1/(k+1)² over k from d to the last ring.
  private static func half(height: Int, width: Int) -> [Float] {
    let rings = max(height, width) / 2 + 1
    var heights = [Float](repeating: 0, count: rings + 1)
    for ring in (0..<rings).reversed() { heights[ring] = heights[ring + 1] + 1 / Float((ring + 1) * (ring + 1)) }
    let bump = (0..<height * width).map { index in
      heights[min(rings, max(abs(index / width - height / 2), abs(index % width - width / 2)))]
    }
    let length = squaredLength(bump, bump.indices).squareRoot()
    return bump.map { $0 / max(length, 1e-12) }
  }
}

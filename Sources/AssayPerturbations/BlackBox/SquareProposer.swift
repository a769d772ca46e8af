import AssayBase
import AssayTensor

/// The changes that a norm's ball allows the Square attack: of the size of the whole ball, on a square at a time.
///
/// Images are channels-last in memory, as tensors are.
protocol SquareProposer {
  /// Writes the image that the search for `example` starts with.
  func start(_ example: Int, from stream: inout RandomStream, into image: UnsafeMutablePointer<Float>)

  /// Changes a square that covers `share` of the best `image` so far.
  func change(
    _ example: Int, share: Double, from stream: inout RandomStream, in image: UnsafeMutablePointer<Float>)
}

/// The size of the images that squares are drawn on.
struct SquareCanvas {
  let channels: Int
  let height: Int
  let width: Int

  init(of images: Tensor) {
    (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
  }

  /// The number of values of an image.
  var count: Int { channels * height * width }

  /// The side of a square that covers `share` of the image, from `least` to what fits.
  func side(covering share: Double, least: Int = 1) -> Int {
    let side = Int((share * Double(height * width)).squareRoot().rounded())
    return min(max(side, least), max(1, min(height, width) - 1))
  }

  /// A random place for a square of this side.
  func corner(side: Int, from stream: inout RandomStream) -> (row: Int, column: Int) {
    (stream.integer(in: 0...(height - side)), stream.integer(in: 0...(width - side)))
  }
}

extension RandomStream {
  /// 1 or −1, equally likely.
  mutating func sign() -> Float { nextWord() & 1 == 0 ? 1 : -1 }
}

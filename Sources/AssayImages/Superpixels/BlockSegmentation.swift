import AssayBase

extension SegmentationMethod {
  /// Every pixel on its own, numbered row after row.
  public static let pixels = SegmentationMethod(BlockSegmentation(side: 1))

  /// Squares of `side` × `side` pixels from the upper left, numbered row after row; the last may be cut off.
  public static func blocks(side: Int) -> SegmentationMethod { SegmentationMethod(BlockSegmentation(side: side)) }
}

/// Squares of a fixed size, whatever the image shows.
struct BlockSegmentation: SegmentationAlgorithm {
  let side: Int

  var description: String { side == 1 ? "pixels" : "blocks (\(side) × \(side))" }

  func validate() throws {
    guard side >= 1 else {
      throw AssayError(
        .invalidArgument, "blocks have no such side", expected: "at least 1", found: "\(side)", at: "side")
    }
  }

  func superpixels(of image: Image) throws -> Superpixels {
    let (height, width) = image.extent
    let (down, across) = ((height - 1) / side + 1, (width - 1) / side + 1)
    let labels = (0..<height).flatMap { row in
      (0..<width).map { Int32(row / side * across + $0 / side) }
    }
    return Superpixels(unchecked: labels, height: height, width: width, count: down * across)
  }
}

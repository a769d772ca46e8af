/// The pixels that a PNG stream holds together: the whole image, or one of the seven passes of Adam7.
struct PNGPass {
  let firstRow: Int
  let rowStep: Int
  let firstColumn: Int
  let columnStep: Int
  /// The extent of the reduced image.
  let width: Int
  let height: Int

  /// The passes of an image in the stream's order, without those that have no pixels.
  static func passes(of header: PNGHeader) -> [PNGPass] {
    guard header.isInterlaced else {
      return [PNGPass(row: 0, rowStep: 1, column: 0, columnStep: 1, of: header)]
    }
    // First row, row step, first column, column step: PNG Specification, section 8.1.
    return [
      (0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4), (2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1),
    ]
    .map { PNGPass(row: $0.0, rowStep: $0.1, column: $0.2, columnStep: $0.3, of: header) }
    .filter { $0.width > 0 && $0.height > 0 }
  }

  private init(row: Int, rowStep: Int, column: Int, columnStep: Int, of header: PNGHeader) {
    (firstRow, self.rowStep, firstColumn, self.columnStep) = (row, rowStep, column, columnStep)
    width = (header.width - column + columnStep - 1) / columnStep
    height = (header.height - row + rowStep - 1) / rowStep
  }

  /// Puts the pixels of an unfiltered `row` into the image's row that starts at `target`.
  func place(
    _ row: UnsafePointer<UInt8>, in target: UnsafeMutablePointer<UInt8>, depth: Int, pixelBytes: Int
  ) {
    if depth < 8 { return unpack(row, into: target, depth: depth) }
    if columnStep == 1 { return target.update(from: row, count: width * pixelBytes) }
    var source = row
    var place = target + firstColumn * pixelBytes
    var remaining = width
    while remaining > 0 {
      place.update(from: source, count: pixelBytes)
      source += pixelBytes
      place += columnStep * pixelBytes
      remaining -= 1
    }
  }

  /// Spreads samples of 1, 2 or 4 bits, the leftmost in the highest bits, to a byte each.
  private func unpack(_ row: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, depth: Int) {
    let mask = UInt8((1 << depth) - 1)
    var bit = 0
    var place = target + firstColumn
    let end = width * depth
    while bit < end {
      place.pointee = (row[bit >> 3] >> UInt8(8 - depth - (bit & 7))) & mask
      place += columnStep
      bit += depth
    }
  }
}

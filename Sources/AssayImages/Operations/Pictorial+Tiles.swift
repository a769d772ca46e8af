import AssayTensor

extension Pictorial {
  /// The image cut into tiles of `tileHeight` × `tileWidth`, tile k of the result being tile `order[k]` of this one.
  ///
  /// Whole tiles are counted in rows, and `order` holds each of them once; rows and columns beyond the last stay.
  public func shufflingTiles(tileHeight: Int, tileWidth: Int, order: [Int]) -> Self {
    precondition(
      tileHeight > 0 && tileWidth > 0 && tileHeight <= extent.height && tileWidth <= extent.width,
      "an image of \(imageSize) has no tiles of \(tileHeight)×\(tileWidth)")
    let count = (extent.height / tileHeight) * (extent.width / tileWidth)
    precondition(order.sorted() == Array(0..<count), "the order must hold each of \(count) tiles once")
    return mapped(by: .shufflingTiles((tileHeight, tileWidth), order, extent))
  }
}

extension PixelMap {
  /// Tile k of the result taken from tile `order[k]`.
  static func shufflingTiles(
    _ tile: (height: Int, width: Int), _ order: [Int], _ extent: (height: Int, width: Int)
  ) -> PixelMap {
    let (down, across) = (extent.height / tile.height, extent.width / tile.width)
    return .rearranging(from: extent, to: extent) { row, column in
      guard row < down * tile.height, column < across * tile.width else { return (row, column) }
      let source = order[row / tile.height * across + column / tile.width]
      return (source / across * tile.height + row % tile.height, source % across * tile.width + column % tile.width)
    }
  }
}

import AssayTensor

extension Pictorial {
  /// The mirror image, left and right exchanged.
  public func flippedHorizontally() -> Self {
    mapped(by: .taking(rows: Array(0..<extent.height), columns: (0..<extent.width).reversed(), from: extent))
  }

  /// The image upside down, top and bottom exchanged.
  public func flippedVertically() -> Self {
    mapped(by: .taking(rows: (0..<extent.height).reversed(), columns: Array(0..<extent.width), from: extent))
  }

  /// The image turned clockwise by `quarterTurns` right angles; negative ones turn the other way.
  ///
  /// An odd number exchanges height and width. No value is interpolated.
  public func rotated90(_ quarterTurns: Int = 1) -> Self {
    let (height, width) = extent
    // `& 3` is the remainder modulo 4, also of negative numbers in two's complement.
    switch quarterTurns & 3 {
    case 1:
      return mapped(by: .rearranging(from: extent, to: (width, height)) { (height - 1 - $1, $0) })
    case 2: return flippedVertically().flippedHorizontally()
    case 3: return mapped(by: .rearranging(from: extent, to: (width, height)) { ($1, width - 1 - $0) })
    default: return self
    }
  }
}

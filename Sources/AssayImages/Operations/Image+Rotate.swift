extension Image {
  /// The image turned clockwise by `quarterTurns` right angles; negative ones turn the other way.
  ///
  /// An odd number exchanges height and width. No value is interpolated.
  public func rotated90(_ quarterTurns: Int = 1) -> Image {
    let turned = ImageSize(channels: size.channels, height: size.width, width: size.height)
    // `& 3` is the remainder modulo 4, also of negative numbers in two's complement.
    switch quarterTurns & 3 {
    case 1: return rearranged(to: turned) { row, column in (size.height - 1 - column, row) }
    case 2: return rearranged(to: size) { row, column in (size.height - 1 - row, size.width - 1 - column) }
    case 3: return rearranged(to: turned) { row, column in (column, size.width - 1 - row) }
    default: return self
    }
  }
}

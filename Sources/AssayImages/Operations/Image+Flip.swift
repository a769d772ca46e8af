extension Image {
  /// The mirror image, left and right exchanged.
  public func flippedHorizontally() -> Image {
    rearranged(to: size) { row, column in (row, size.width - 1 - column) }
  }

  /// The image upside down, top and bottom exchanged.
  public func flippedVertically() -> Image {
    rearranged(to: size) { row, column in (size.height - 1 - row, column) }
  }
}

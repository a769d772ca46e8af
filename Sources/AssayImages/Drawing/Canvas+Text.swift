extension Canvas {
  /// Letters whose holes wider strokes would close.
  private static let tooDenseForBold: Set<Character> = ["∞", "%", "@", "#", "&", "ℓ", "≈"]

  /// Draws a line of `text` with its top left corner at (x, y), a dot of the font being a square of `scale` pixels.
  ///
  /// - Parameter isBold: Whether strokes are half a dot (at least one pixel) wider.
  package mutating func draw(
    _ text: String, x: Int, y: Int, scale: Int = 1, colour: PixelColour = .black, isBold: Bool = false
  ) {
    precondition(scale > 0, "the scale must be positive, not \(scale)")
    var left = x
    for character in text {
      let width = isBold && !Self.tooDenseForBold.contains(character) ? scale + max(1, scale / 2) : scale
      for (row, dots) in PixelFont.rows(of: character).enumerated() where dots != 0 {
        for column in 0..<PixelFont.letterWidth where dots & (0b10000 >> UInt8(column)) != 0 {
          fill(PixelRectangle(x: left + column * scale, y: y + row * scale, width: width, height: scale), colour)
        }
      }
      left += PixelFont.advance * scale
    }
  }
}

/// The colours of everything around the pictures on a drawing.
enum DrawingPalette {
  static let background = PixelColour(250, 250, 248)
  static let ink = PixelColour(30, 32, 36)
  static let faint = PixelColour(95, 98, 105)
  static let border = PixelColour(170, 172, 178)
}

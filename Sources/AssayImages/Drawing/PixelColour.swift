/// An opaque 8-bit colour.
package struct PixelColour: Sendable, Hashable {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8

  /// Makes a colour of its parts.
  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  package static let white = PixelColour(255, 255, 255)
  package static let black = PixelColour(0, 0, 0)
}

/// A rectangle of whole pixels, from its top left corner; it may lie partly or wholly outside what it is drawn on.
package struct PixelRectangle: Sendable, Hashable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  /// Makes a rectangle; one without extent covers nothing.
  package init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}

/// A place in a picture: x to the right and y down, in pixels from the upper left corner of the first pixel.
package struct PlanePoint: Sendable, Hashable {
  package var x: Float
  package var y: Float

  package init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  package static func + (a: PlanePoint, b: PlanePoint) -> PlanePoint { PlanePoint(a.x + b.x, a.y + b.y) }
  package static func - (a: PlanePoint, b: PlanePoint) -> PlanePoint { PlanePoint(a.x - b.x, a.y - b.y) }
  package static func * (a: PlanePoint, factor: Float) -> PlanePoint { PlanePoint(a.x * factor, a.y * factor) }

  /// The distance from the origin.
  package var length: Float { (x * x + y * y).squareRoot() }

  /// The point turned clockwise, as one sees it, about the origin.
  package func turned(_ turn: PlaneTurn) -> PlanePoint {
    PlanePoint(turn.cosine * x - turn.sine * y, turn.sine * x + turn.cosine * y)
  }
}

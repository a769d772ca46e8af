/// A colour picture that is being drawn: a plane each for red, green and blue.
package struct ColourPainting: Sendable {
  /// A colour of parts in [0, 1].
  package struct Colour: Sendable, Hashable {
    package let red: Float
    package let green: Float
    package let blue: Float

    package init(_ red: Float, _ green: Float, _ blue: Float) {
      (self.red, self.green, self.blue) = (red, green, blue)
    }

    package var parts: [Float] { [red, green, blue] }

    /// The colour `share` of the way to another.
    package func mixed(with other: Colour, _ share: Float) -> Colour {
      Colour(
        red + (other.red - red) * share, green + (other.green - green) * share, blue + (other.blue - blue) * share)
    }

    /// The colour lighter or darker by a factor.
    package func times(_ factor: Float) -> Colour { Colour(red * factor, green * factor, blue * factor) }
  }

  /// Red, green and blue.
  package private(set) var planes: [DrawingPlane]

  /// A picture of one colour.
  package init(width: Int, height: Int, colour: Colour) {
    planes = colour.parts.map { DrawingPlane(width: width, height: height, value: $0) }
  }

  /// Moves every pixel that `shape` covers towards a colour by the share covered times `opacity`.
  package mutating func fill(_ shape: PlaneShape, with colour: Colour, opacity: Float = 1, softness: Float = 1) {
    for (channel, level) in colour.parts.enumerated() {
      planes[channel].fill(shape, with: level, opacity: opacity, softness: softness)
    }
  }

  /// Moves every pixel towards a colour by `share` times `opacity`.
  package mutating func blend(_ colour: Colour, by share: DrawingPlane, opacity: Float = 1) {
    for (channel, level) in colour.parts.enumerated() { planes[channel].blend(level, by: share, opacity: opacity) }
  }

  /// Adds `factor` times a plane to all three.
  package mutating func add(_ plane: DrawingPlane, times factor: Float) {
    for channel in planes.indices { planes[channel].add(plane, times: factor) }
  }

  /// Multiplies all three by a plane.
  package mutating func multiply(by plane: DrawingPlane) {
    for channel in planes.indices { planes[channel].multiply(by: plane) }
  }
}

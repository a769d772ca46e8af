/// Colours for numbers: nearly white for 0, and the darker the larger the number.
///
/// A scale is a broken line in Oklab walked at constant speed, so that equal differences of numbers look equally large. It
/// becomes darker all the way, also to people with red, green or blue blindness and in a copy in gray; with a sign, the
/// same size is equally dark on both sides, and blue below 0 and red above it stay apart for all of them.
package struct ColourScale: Sendable {
  /// Whether numbers below 0 have colours of their own.
  package let isSigned: Bool
  private let above: [PixelColour]
  private let below: [PixelColour]

  /// The steps from 0 to the end of a scale.
  private static let steps = 255

  /// For numbers from -1 to 1: blue below 0, red above.
  package static let diverging = ColourScale(above: line(hue: 38), below: line(hue: 256))
  /// For numbers from 0 to 1: over yellow and red to a dark purple.
  package static let sequential = ColourScale(
    above: [
      OklabColour(lightness: 0.975, chroma: 0, hue: 95), OklabColour(lightness: 0.92, chroma: 0.085, hue: 98),
      OklabColour(lightness: 0.79, chroma: 0.15, hue: 72), OklabColour(lightness: 0.60, chroma: 0.185, hue: 38),
      OklabColour(lightness: 0.40, chroma: 0.15, hue: 5), OklabColour(lightness: 0.24, chroma: 0.09, hue: 330),
    ], below: [])

  /// The corners of one side of a scale with a sign; the same but for the hue, so that both sides are equally dark.
  private static func line(hue: Double) -> [OklabColour] {
    [(0.975, 0), (0.80, 0.09), (0.57, 0.165), (0.38, 0.115)].map { lightness, chroma in
      OklabColour(lightness: lightness, chroma: chroma, hue: hue)
    }
  }

  private init(above: [OklabColour], below: [OklabColour]) {
    isSigned = !below.isEmpty
    self.above = Self.walk(above).map(\.pixel)
    self.below = Self.walk(below).map(\.pixel)
  }

  /// Places at equal distances on the broken line through `corners`.
  private static func walk(_ corners: [OklabColour]) -> [OklabColour] {
    let lengths = zip(corners, corners.dropFirst()).map { $0.distance(to: $1) }
    let whole = lengths.reduce(0, +)
    guard var to = corners.dropFirst().first, var from = corners.first else { return [] }
    var (piece, passed) = (0, 0.0)
    return (0...steps).map { step in
      let place = whole * Double(step) / Double(steps)
      while place > passed + lengths[piece], piece + 1 < lengths.count {
        passed += lengths[piece]
        piece += 1
        (from, to) = (to, corners[piece + 1])
      }
      return from.mixed(with: to, (place - passed) / lengths[piece])
    }
  }

  /// The colour of `value`, which is moved to the nearest end where it is beyond; of its size where there is no sign.
  package func colour(of value: Float) -> PixelColour {
    let step = Int((min(value.magnitude, 1) * Float(Self.steps)).rounded())
    return value < 0 && isSigned ? below[step] : above[step]
  }
}

import Foundation

/// A colour of a chart.
struct ChartColour: Sendable, Equatable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

  static let paper = ChartColour(255, 255, 255)
  static let ink = ChartColour(30, 32, 36)
  static let faint = ChartColour(95, 98, 105)
  static let grid = ChartColour(224, 226, 230)

  /// Colours that people with any kind of colour blindness tell apart, in the order of their use.
  ///
  /// Okabe and Ito 2008, "Color universal design"; without black, which is the ink, and yellow, too pale for lines.
  static let curves = [
    ChartColour(0, 114, 178), ChartColour(213, 94, 0), ChartColour(0, 158, 115), ChartColour(204, 121, 167),
    ChartColour(230, 159, 0), ChartColour(86, 180, 233),
  ]

  /// As "#0072b2".
  var hexadecimal: String { String(format: "#%02x%02x%02x", red, green, blue) }
}

/// How the values of a pixel's channels become one.
public enum ChannelReduction: String, Sendable, Hashable, CaseIterable {
  /// Their sum, with its sign: what the pixel as a whole adds to the score, so that maps that are complete stay so.
  case sum
  /// The largest absolute value (Simonyan, Vedaldi and Zisserman 2014, section 3.1).
  case largestMagnitude = "largest"
  /// The sum of the absolute values: channels that speak against each other count.
  case summedMagnitude = "magnitude"

  /// Whether the result can be below 0.
  var isSigned: Bool { self == .sum }

  /// The values of `count` pixels of `values`, which lie channel after channel.
  func reduced(_ values: [Float], pixels: Int) -> [Float] {
    guard pixels > 0 else { return [] }
    return (0..<pixels).map { pixel in
      let channels = stride(from: pixel, to: values.count, by: pixels).lazy.map { values[$0] }
      return switch self {
      case .sum: channels.reduce(0, +)
      case .largestMagnitude: channels.map(\.magnitude).reduce(0, max)
      case .summedMagnitude: channels.reduce(0) { $0 + $1.magnitude }
      }
    }
  }
}

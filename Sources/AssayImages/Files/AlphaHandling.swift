/// What reading an image file does with its transparency.
public enum AlphaHandling: Sendable, Hashable {
  /// It becomes the fourth channel; gray is repeated in the first three.
  case kept
  /// It is left out; the colours stay as stored.
  case dropped
  /// The picture is laid over a plain colour, in the stored, gamma-encoded values; the result has three channels.
  case over(red: UInt8, green: UInt8, blue: UInt8)

  /// Whether a decoder has to bring the alpha channel.
  var needsAlpha: Bool { self != .dropped }

  /// Does to `picture`, whose alpha is still there, what is wanted.
  func applied(to picture: ByteImage) -> ByteImage {
    guard picture.channels == 4 else { return picture }
    switch self {
    case .kept: return picture
    case .dropped: return picture.droppingAlpha()
    case .over(let red, let green, let blue): return picture.flattened(over: [red, green, blue])
    }
  }
}

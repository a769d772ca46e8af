/// What makes a channel stand out under attack; a is its importance under attack, o that for the originals.
public enum PathwayHighlight: String, Sendable, Hashable, CaseIterable {
  /// a: most activated.
  case activated
  /// |a − o|: most changed.
  case changed
  /// a − o: most excited.
  case excited
  /// o − a: most inhibited.
  case inhibited

  /// The score of a channel or of a link.
  func score(attacked: Double, original: Double) -> Double {
    switch self {
    case .activated: attacked
    case .changed: (attacked - original).magnitude
    case .excited: attacked - original
    case .inhibited: original - attacked
    }
  }
}

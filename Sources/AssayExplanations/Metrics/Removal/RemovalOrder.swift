/// Which pixels go first. A pixel's relevance is the sum of its channels; of equal ones the first goes first.
public enum RemovalOrder: String, Sendable, Hashable, CaseIterable {
  /// The largest relevance first.
  case mostRelevant = "most-relevant"
  /// The smallest relevance first.
  case leastRelevant = "least-relevant"
  /// The smallest magnitude of relevance first.
  case smallest

  /// The pixels of a map in their order.
  func order(_ pixels: [Double]) -> [Int] {
    switch self {
    case .mostRelevant: PixelOrder.descending(pixels)
    case .leastRelevant: PixelOrder.ascending(pixels)
    case .smallest: PixelOrder.ascending(pixels.map(\.magnitude))
    }
  }
}

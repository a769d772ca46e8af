/// What changes in a channel from one strength of attack to another.
public struct PathwayComparison: Sendable, Hashable {
  /// The place of the layer.
  public let layer: Int
  /// The channel.
  public let channel: Int
  /// What the channel is important for at the first strength; nil where for nothing.
  public let firstGroup: PathwayGroup?
  /// What the channel is important for at the second strength; nil where for nothing.
  public let secondGroup: PathwayGroup?
  /// The importance at the second strength less that at the first.
  public let importanceChange: Double
  /// The percentile at the second strength less that at the first.
  public let percentileChange: Double
}

extension Pathways {
  /// What changes in each shown channel from one strength to another, layer by layer; empty when one is not known.
  public func comparison(of first: Double, with second: Double) -> [PathwayComparison] {
    guard let a = index(of: .attacked(strength: first)), let b = index(of: .attacked(strength: second)) else {
      return []
    }
    return layers.indices.flatMap { layer -> [PathwayComparison] in
      let (before, after) = (groups(ofLayer: layer, at: first), groups(ofLayer: layer, at: second))
      let figures = layers[layer]
      return shownChannels(ofLayer: layer).map { channel in
        PathwayComparison(
          layer: layer, channel: channel, firstGroup: before[channel], secondGroup: after[channel],
          importanceChange: figures.importance[b][channel] - figures.importance[a][channel],
          percentileChange: figures.percentile[b][channel] - figures.percentile[a][channel])
      }
    }
  }
}

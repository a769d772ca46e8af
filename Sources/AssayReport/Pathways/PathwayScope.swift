import AssayExplanations

/// Which channels a picture of pathways shows.
package enum PathwayScope: Sendable, Equatable {
  /// All that are important under some condition.
  case all
  /// Those named by layer and channel, also where they are not important.
  case pinned([PathwayPlace])
  /// Those that stand out at the picture's strength.
  case highlighted(PathwayHighlight)
}

/// A channel of a layer.
package struct PathwayPlace: Sendable, Hashable {
  /// The place of the layer among those of the pathways.
  package let layer: Int
  /// The channel.
  package let channel: Int

  package init(layer: Int, channel: Int) { (self.layer, self.channel) = (layer, channel) }
}

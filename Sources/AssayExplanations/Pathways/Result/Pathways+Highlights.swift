extension Pathways {
  /// The channels of a layer that stand out most at a strength, the first of all first; empty when it is not known.
  ///
  /// - Parameter share: The share of the layer's channels, at least one; that of the study unless given. Channels whose score
  ///   is not above 0 do not stand out.
  public func highlightedChannels(
    ofLayer layer: Int, by highlight: PathwayHighlight, at strength: Double, share: Double? = nil
  ) -> [Int] {
    guard let attacked = index(of: .attacked(strength: strength)), let original = index(of: .original) else {
      return []
    }
    let importance = layers[layer].importance
    return Self.top(
      share ?? self.share,
      of: (0..<layers[layer].channelCount).map {
        ($0, highlight.score(attacked: importance[attacked][$0], original: importance[original][$0]))
      })
  }

  /// The links between a layer and the next that stand out most at a strength, the first of all first.
  ///
  /// - Parameter share: The share of the links, at least one; that of the study unless given.
  public func highlightedLinks(
    afterLayer layer: Int, by highlight: PathwayHighlight, at strength: Double, share: Double? = nil
  ) -> [(source: Int, target: Int)] {
    guard let attacked = index(of: .attacked(strength: strength)), let original = index(of: .original) else {
      return []
    }
    let links = links[layer]
    let scores = zip(links.influences[attacked], links.influences[original]).enumerated().compactMap { place, pair in
      if let a = pair.0, let o = pair.1 { (place, highlight.score(attacked: a, original: o)) } else { nil }
    }
    return Self.top(share ?? self.share, of: scores).map { place in
      (links.sources[place / links.targets.count], links.targets[place % links.targets.count])
    }
  }
}

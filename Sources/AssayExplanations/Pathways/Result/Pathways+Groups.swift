extension Pathways {
  /// The channels of a layer that count as important under a condition, the most important first.
  ///
  /// As many as ``share`` says, rounded, and at least one; of equal ones the first. A channel that is never active in the
  /// median image, whose importance is not above 0, is not important.
  public func importantChannels(ofLayer layer: Int, under condition: PathwayCondition) -> [Int] {
    guard let index = index(of: condition) else { return [] }
    let importance = layers[layer].importance[index]
    return Self.top(share, of: importance.indices.map { ($0, importance[$0]) })
  }

  /// The channels of a layer that are important under any condition, ascending: those that are shown.
  public func shownChannels(ofLayer layer: Int) -> [Int] {
    Set(conditions.flatMap { importantChannels(ofLayer: layer, under: $0) }).sorted()
  }

  /// The groups of the important channels of a layer.
  ///
  /// - Parameter strength: The strength whose attack counts; any of them unless given.
  public func groups(ofLayer layer: Int, at strength: Double? = nil) -> [Int: PathwayGroup] {
    var groups: [Int: PathwayGroup] = [:]
    for strength in strength.map({ [$0] }) ?? strengths {
      for channel in importantChannels(ofLayer: layer, under: .attacked(strength: strength)) {
        groups[channel] = .attack
      }
    }
    for channel in importantChannels(ofLayer: layer, under: .target) { groups[channel] = .target }
    for channel in importantChannels(ofLayer: layer, under: .original) {
      groups[channel] = groups[channel] == .target ? .both : .original
    }
    return groups
  }

  /// The largest of `scores` above 0, as many as the share says of all, at least one where there is any.
  static func top(_ share: Double, of scores: [(Int, Double)]) -> [Int] {
    let count = max(1, Int((share * Double(scores.count)).rounded()))
    return scores.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(count).map(\.0)
  }
}

import AssayExplanations
import AssayImages

/// Pathways drawn as a graph: a row for each layer, its important channels sorted into what they are important for, and
/// lines for what channels make of each other under attack.
///
/// Groups are told apart by place, colour and shape. Pictures of several strengths have the channels at the same places.
package struct PathwayPicture: Sendable {
  /// What was found.
  package let pathways: Pathways
  /// The strength of attack that is shown.
  package let strength: Double
  /// Which channels are shown.
  package var scope: PathwayScope
  /// What the original and the target class are called.
  package var classNames: (original: String, target: String)
  /// The most channels shown of a group in a layer: the most important ones.
  package var groupLimit: Int
  /// The most lines that lead to a channel: the strongest; nil for two, but one where a layer shows many channels.
  package var lineLimit: Int?

  /// Makes a picture of the attack of a strength that had success.
  package init(
    of pathways: Pathways, at strength: Double, scope: PathwayScope = .all,
    classNames: (original: String, target: String)? = nil, groupLimit: Int = 10, lineLimit: Int? = nil
  ) {
    (self.pathways, self.strength, self.scope) = (pathways, strength, scope)
    self.classNames = classNames ?? ("\(pathways.original)", "\(pathways.target)")
    (self.groupLimit, self.lineLimit) = (groupLimit, lineLimit)
  }

  /// The picture as an SVG file; the same pathways always give the same text.
  package var svg: String { PathwayLayout(self).drawing.svg }

  /// The picture as pixels; the same pathways always give the same bytes.
  ///
  /// - Throws: `AssayError` where memory or the format set a limit.
  package func rendered() throws -> ByteImage { try PathwayLayout(self).drawing.rendered() }
}

extension PathwayPicture {
  /// The channels shown of a layer with what they are important for, the most important first.
  func shown(ofLayer index: Int) -> [(channel: Int, group: PathwayGroup)] {
    let groups = pathways.groups(ofLayer: index)
    let layer = pathways.layers[index]
    let channels: [Int] =
      switch scope {
      case .all: groups.keys.sorted()
      case .pinned(let places): Set(places.filter { $0.layer == index }.map(\.channel)).sorted()
      case .highlighted(let highlight):
        pathways.highlightedChannels(ofLayer: index, by: highlight, at: strength)
      }
    let known = channels.filter { (0..<layer.channelCount).contains($0) }
    func rank(_ channel: Int) -> Double { layer.importance.map { $0[channel] }.max() ?? 0 }
    let sorted = known.sorted { (-rank($0), $0) < (-rank($1), $1) }
    // What is important for nothing stands out by the attack alone.
    let grouped = sorted.map { (channel: $0, group: groups[$0] ?? .attack) }
    return PathwayGroup.inOrder.flatMap { group in grouped.filter { $0.group == group }.prefix(groupLimit) }
  }

  /// The lines between the shown channels of a layer and the next: the strongest into each channel, at most `limit`, with
  /// their influence under attack.
  func lines(
    afterLayer index: Int, from sources: Set<Int>, to targets: Set<Int>, limit: Int
  ) -> [(source: Int, target: Int, influence: Double)] {
    guard let condition = pathways.index(of: .attacked(strength: strength)) else { return [] }
    let links = pathways.links[index]
    return links.targets.enumerated().filter { targets.contains($0.element) }.flatMap { column, target in
      links.sources.enumerated().compactMap { row, source -> (source: Int, target: Int, influence: Double)? in
        guard sources.contains(source), let influence = links.influences[condition][row * links.targets.count + column],
          influence > 0
        else { return nil }
        return (source, target, influence)
      }.sorted { (-$0.influence, $0.source) < (-$1.influence, $1.source) }.prefix(limit)
    }
  }
}

extension PathwayGroup {
  /// The groups from left to right: what both classes share stands between them.
  static let inOrder: [PathwayGroup] = [.original, .both, .target, .attack]

  /// Colours that people with any kind of colour blindness tell apart (Okabe and Ito 2008).
  var colour: ChartColour {
    switch self {
    case .original: ChartColour.curves[0]
    case .both: ChartColour.curves[3]
    case .target: ChartColour.curves[1]
    case .attack: ChartColour.curves[2]
    }
  }

  /// A shape for each, for those who see no colours.
  var symbol: ChartSymbol {
    switch self {
    case .original: .disc
    case .both: .diamond
    case .target: .square
    case .attack: .triangle
    }
  }
}

import AssayBase
import AssayExplanations
import AssayImages
import Foundation

/// Where everything of a picture of pathways goes.
struct PathwayLayout {
  private static let (margin, labelWidth, rowHeight, radius) = (28.0, 224.0, 120.0, 10.0)
  private static let gap = 36.0
  /// With more channels in a layer, two lines to each would hide one another.
  private static let manyChannels = 20

  private let picture: PathwayPicture
  /// The channels shown of each layer.
  private let shown: [[(channel: Int, group: PathwayGroup)]]
  /// The distance from one channel to the next.
  private let spacing: Double
  /// The most lines that lead to a channel.
  private let lineLimit: Int
  /// Where the columns of the groups begin and end, in their order.
  private let columns: [(group: PathwayGroup, left: Double, right: Double)]
  private let width: Double

  init(_ picture: PathwayPicture) {
    self.picture = picture
    let shown = picture.pathways.layers.indices.map { picture.shown(ofLayer: $0) }
    let digits = shown.joined().map { "\($0.channel)".count }.max() ?? 1
    let spacing = max(34, Double(PixelFont.width(of: String(repeating: "0", count: digits), scale: 2)) + 10)
    var (columns, x) = ([(group: PathwayGroup, left: Double, right: Double)](), Self.margin + Self.labelWidth)
    for group in PathwayGroup.inOrder {
      let most = shown.map { $0.count { $0.group == group } }.max() ?? 0
      let right = x + max(150, Double(most) * spacing)
      columns.append((group, x, right))
      x = right + Self.gap
    }
    (self.shown, self.spacing, self.columns) = (shown, spacing, columns)
    lineLimit = picture.lineLimit ?? (shown.contains { $0.count > Self.manyChannels } ? 1 : 2)
    width = max(960, x - Self.gap + Self.margin)
  }

  var drawing: ChartDrawing {
    let title = wrapped(titleText, limit: 3)
    let headers = columns.map { column in
      TextWrapping.lines(of: header(column.group), columns: letters(column.right - column.left), limit: 4)
    }
    let line = ChartLayout.lineHeight
    let headTop = Self.margin + Double(title.count) * line + 18
    let top = headTop + Double(headers.map(\.count).max() ?? 0) * line + 30
    let legendTop = top + Double(shown.count) * Self.rowHeight - 20
    let (legend, bottom) = legend(top: legendTop)
    var marks = texts(title, x: Self.margin, top: Self.margin, .ink, isBold: true)
    for (column, header) in zip(columns, headers) {
      marks += texts(header, x: column.left, top: headTop, .ink)
      marks.append(
        .line(
          [ChartPoint(column.left, top - 26), ChartPoint(column.right, top - 26)],
          ChartStroke(colour: column.group.colour, width: 4)))
    }
    let heights = shown.indices.map { top + Double($0) * Self.rowHeight + 16 }
    let located = shown.indices.map { places(ofLayer: $0, y: heights[$0]) }
    for layer in shown.indices.dropLast() { marks += lines(afterLayer: layer, located) }
    for layer in shown.indices { marks += row(layer, located[layer], y: heights[layer]) }
    return ChartDrawing(
      width: Int(width), height: Int(bottom + Self.margin), description: titleText, marks: marks + legend)
  }

  private var titleText: String {
    let pathways = picture.pathways
    let count = pathways.index(of: .attacked(strength: picture.strength)).map { pathways.counts[$0] }
    let (strength, names) = (String(format: "%.4g", picture.strength), picture.classNames)
    return "How attacks of strength \(strength) make “\(names.target)” of “\(names.original)”: "
      + "\(pathways.model), \(count?.used.count ?? 0) of \(count?.given ?? 0) images"
  }

  private func header(_ group: PathwayGroup) -> String {
    let names = picture.classNames
    return switch group {
    case .original: "important for “\(names.original)”"
    case .both: "for both"
    case .target: "for “\(names.target)”"
    case .attack: "only under attack"
    }
  }

  /// The places of the shown channels of a layer: those of a group side by side in the middle of its column.
  private func places(ofLayer layer: Int, y: Double) -> [Int: ChartPoint] {
    var places: [Int: ChartPoint] = [:]
    for column in columns {
      let members = shown[layer].filter { $0.group == column.group }
      let middle = (column.left + column.right) / 2
      for (index, member) in members.enumerated() {
        let x = middle + (Double(index) - Double(members.count - 1) / 2) * spacing
        places[member.channel] = ChartPoint(x.rounded(), y)
      }
    }
    return places
  }

  private func row(_ layer: Int, _ places: [Int: ChartPoint], y: Double) -> [ChartMark] {
    let (pathways, figures) = (picture.pathways, picture.pathways.layers[layer])
    let important = pathways.groups(ofLayer: layer, at: picture.strength)
    let changed = Set(pathways.highlightedChannels(ofLayer: layer, by: .changed, at: picture.strength))
    let known = pathways.shownChannels(ofLayer: layer).count
    let name = TextWrapping.lines(of: figures.name, columns: letters(Self.labelWidth - 16), limit: 2)
    let count = shown[layer].count < known ? "\(shown[layer].count) of \(known) shown" : "all \(known) shown"
    var marks = texts(name, x: Self.margin, top: y - 20, .ink, isBold: true)
    marks += texts([count], x: Self.margin, top: y - 20 + Double(name.count) * ChartLayout.lineHeight, .faint)
    for member in shown[layer] {
      guard let place = places[member.channel] else { continue }
      if changed.contains(member.channel) {
        marks.append(.symbol(member.group.symbol, place, .ink, radius: Self.radius + 5))
        marks.append(.symbol(member.group.symbol, place, .paper, radius: Self.radius + 2.5))
      }
      marks.append(.symbol(member.group.symbol, place, member.group.colour, radius: Self.radius))
      if important[member.channel] == nil { marks.append(.symbol(member.group.symbol, place, .paper, radius: 6)) }
      marks.append(
        .text("\(member.channel)", ChartPoint(place.x, place.y + 34), .middle, .faint, isBold: false))
    }
    return marks
  }

  private func lines(afterLayer layer: Int, _ places: [[Int: ChartPoint]]) -> [ChartMark] {
    let strength = picture.strength
    let lines = picture.lines(
      afterLayer: layer, from: Set(places[layer].keys), to: Set(places[layer + 1].keys), limit: lineLimit)
    let most = lines.map(\.influence).max() ?? 1
    func pairs(_ highlight: PathwayHighlight) -> Set<[Int]> {
      let pairs = picture.pathways.highlightedLinks(afterLayer: layer, by: highlight, at: strength)
      return Set(pairs.map { [$0.source, $0.target] })
    }
    let (excited, inhibited) = (pairs(.excited), pairs(.inhibited))
    // Weak lines first, so that strong ones lie above them.
    return lines.sorted { ($0.influence, $0.source, $0.target) < ($1.influence, $1.source, $1.target) }.compactMap {
      guard let from = places[layer][$0.source], let to = places[layer + 1][$0.target] else { return nil }
      let pair = [$0.source, $0.target]
      let width = 1 + 3 * $0.influence / most
      // From below the number of the one to the top of the other.
      let points = [ChartPoint(from.x, from.y + 40), ChartPoint(to.x, to.y - 14)]
      if excited.contains(pair) { return .line(points, ChartStroke(colour: .ink, width: width)) }
      if inhibited.contains(pair) { return .line(points, ChartStroke(colour: .ink, width: width, dashes: [8, 6])) }
      return .line(points, ChartStroke(colour: Self.line, width: width))
    }
  }

  private static let line = ChartColour(176, 180, 188)

  private func legend(top: Double) -> (marks: [ChartMark], bottom: Double) {
    var (marks, y) = ([ChartMark](), top)
    func add(_ text: String, _ sign: (Double) -> [ChartMark]) {
      let lines = wrapped(text, limit: 3, indent: 64)
      marks += sign(y + 11) + texts(lines, x: Self.margin + 64, top: y, .ink)
      y += Double(lines.count) * ChartLayout.lineHeight + 6
    }
    func stroke(_ y: Double, _ stroke: ChartStroke) -> [ChartMark] {
      [.line([ChartPoint(Self.margin, y), ChartPoint(Self.margin + 48, y)], stroke)]
    }
    let share = PercentText.of(picture.pathways.share)
    add("a channel among the most important \(share) of its layer") {
      [.symbol(.disc, ChartPoint(Self.margin + 24, $0), PathwayGroup.original.colour, radius: Self.radius)]
    }
    if shown.indices.contains(where: { !isSolid($0) }) {
      add("hollow: important under attack of another strength only") {
        let place = ChartPoint(Self.margin + 24, $0)
        return [
          .symbol(PathwayGroup.attack.symbol, place, PathwayGroup.attack.colour, radius: Self.radius),
          .symbol(PathwayGroup.attack.symbol, place, .paper, radius: 6),
        ]
      }
    }
    add("ringed: its importance changes most under attack, in its layer") {
      [
        .symbol(.disc, ChartPoint(Self.margin + 24, $0), .ink, radius: Self.radius + 5),
        .symbol(.disc, ChartPoint(Self.margin + 24, $0), .paper, radius: Self.radius + 2.5),
        .symbol(.disc, ChartPoint(Self.margin + 24, $0), PathwayGroup.original.colour, radius: Self.radius),
      ]
    }
    let largest = lineLimit == 1 ? "the largest" : "the \(lineLimit) largest"
    add("influence under attack, \(largest) on each channel; the wider the larger") {
      stroke($0, ChartStroke(colour: Self.line, width: 3))
    }
    add("black: among those that the attack raises most") { stroke($0, ChartStroke(colour: .ink, width: 3)) }
    add("dashed: among those that it lowers most") {
      stroke($0, ChartStroke(colour: .ink, width: 3, dashes: [8, 6]))
    }
    return (marks, y)
  }

  /// Whether all channels shown of a layer are important at the picture's strength.
  private func isSolid(_ layer: Int) -> Bool {
    let important = picture.pathways.groups(ofLayer: layer, at: picture.strength)
    return shown[layer].allSatisfy { important[$0.channel] != nil }
  }

  private func letters(_ width: Double) -> Int { PixelFont.capacity(of: Int(width), scale: ChartLayout.textScale) }

  private func wrapped(_ text: String, limit: Int, indent: Double = 0) -> [String] {
    TextWrapping.lines(of: text, columns: letters(width - 2 * Self.margin - indent), limit: limit)
  }

  private func texts(
    _ lines: [String], x: Double, top: Double, _ colour: ChartColour, isBold: Bool = false
  ) -> [ChartMark] {
    lines.enumerated().map { index, line in
      .text(line, ChartPoint(x, top + Double(index) * ChartLayout.lineHeight + 16), .start, colour, isBold: isBold)
    }
  }
}

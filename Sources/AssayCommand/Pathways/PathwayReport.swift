import AssayBase
import AssayExplanations
import Foundation

/// What the command prints of pathways.
struct PathwayReport {
  private let pathways: Pathways
  private let names: (original: String, target: String)
  private let title: String

  /// Channels named of a layer.
  private static let named = 3

  init(_ pathways: Pathways, _ names: (original: String, target: String), title: String) {
    (self.pathways, self.names, self.title) = (pathways, names, title)
  }

  /// The lines.
  var lines: [String] {
    let counts = pathways.counts
    var lines = [
      "\(title), from “\(names.original)” to “\(names.target)”",
      "taken for what they are: \(counts[0].used.count) of \(counts[0].given) “\(names.original)”, "
        + "\(counts[1].used.count) of \(counts[1].given) “\(names.target)”",
    ]
    for (condition, count) in zip(pathways.conditions, counts) {
      guard let strength = condition.strength else { continue }
      lines.append("strength \(Self.text(strength)): \(count.used.count) of \(counts[0].used.count) attacks succeed")
    }
    lines += pathways.unsuccessfulStrengths.map { "strength \(Self.text($0)): no attack succeeds" }
    return lines + [""] + TextTable.lines(table) + comparison
  }

  /// What the strongest attack makes important that the weakest does not, and the other way round.
  private var comparison: [String] {
    guard let weak = pathways.strengths.first, let strong = pathways.strengths.last, weak < strong else { return [] }
    let changes = pathways.comparison(of: weak, with: strong)
    let lines = pathways.layers.indices.compactMap { layer -> String? in
      let own = changes.filter { $0.layer == layer }
      let (more, less) = (own.filter { $0.firstGroup == nil }, own.filter { $0.secondGroup == nil })
      // Channels important at another strength between them are neither.
      let (gained, lost) = (more.filter { $0.secondGroup != nil }, less.filter { $0.firstGroup != nil })
      guard !gained.isEmpty || !lost.isEmpty else { return nil }
      let parts = [("gains", gained), ("loses", lost)].filter { !$0.1.isEmpty }
      return "  \(pathways.layers[layer].name): "
        + parts.map { "\($0.0) \($0.1.map { "\($0.channel)" }.joined(separator: ", "))" }.joined(separator: "; ")
    }
    let title = "channels important under attack only, at \(Self.text(strong)) against \(Self.text(weak))"
    return ["", lines.isEmpty ? "\(title): the same" : "\(title):"] + lines
  }

  private var table: [[String]] {
    guard let strength = pathways.strengths.last else { return [] }
    let header = [
      "layer", "channels", names.original, "both", names.target, "attack only", "most excited", "most vulnerable",
    ]
    return [header]
      + pathways.layers.enumerated().map { index, layer in
        let groups = pathways.groups(ofLayer: index, at: strength).values
        func count(_ group: PathwayGroup) -> String { "\(groups.count { $0 == group })" }
        let excited = pathways.highlightedChannels(ofLayer: index, by: .excited, at: strength)
        let vulnerable = layer.vulnerability.indices.sorted {
          (-layer.vulnerability[$0], $0) < (-layer.vulnerability[$1], $1)
        }
        return [
          layer.name, "\(layer.channelCount)", count(.original), count(.both), count(.target), count(.attack),
          Self.list(excited), Self.list(vulnerable.filter { layer.vulnerability[$0] > 0 }),
        ]
      }
  }

  private static func list(_ channels: [Int]) -> String {
    channels.isEmpty ? "–" : channels.prefix(named).map(String.init).joined(separator: ", ")
  }

  private static func text(_ strength: Double) -> String { String(format: "%.4g", strength) }
}

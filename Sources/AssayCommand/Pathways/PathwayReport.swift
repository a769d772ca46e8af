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
    return lines + [""] + TextTable.lines(table)
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

import AssayBase
import AssayTensor

/// The summary of a network as text: a line for each layer, and the totals.
struct LayerTable {
  /// What stands above.
  let title: String
  let lines: [LayerSummary]
  /// All parameters, of which the statistics are told in the title.
  let parameters: [ParameterDefinition]

  var text: String {
    let head = ["layer", "kind", "output", "weights", "multiply-adds"]
    let total = [
      "total", "", "", NumberText.grouped(parameters.weightCount), NumberText.grouped(lines.multiplyAdds),
    ]
    let rows = lines.map { line in
      [
        line.name, String(repeating: "  ", count: line.depth) + line.kind, line.outputShape.description,
        line.parameterCount > 0 ? NumberText.grouped(line.parameterCount) : "",
        line.multiplyAdds > 0 ? NumberText.grouped(line.multiplyAdds) : "",
      ]
    }
    let table = TextTable.lines([head, total] + rows, leftColumns: 3)
    let rule = String(repeating: "─", count: table.map(\.count).max() ?? 0)
    let statistics = parameters.count(of: .statistic)
    let heading = title + (statistics > 0 ? ", \(NumberText.grouped(statistics)) statistics" : "")
    return ([heading, table[0], rule] + table.dropFirst(2) + [rule, table[1]]).joined(separator: "\n")
  }
}

extension Sequence<LayerSummary> {
  /// The number of multiply-adds of all lines.
  var multiplyAdds: Int { reduce(0) { $0 + $1.multiplyAdds } }
}

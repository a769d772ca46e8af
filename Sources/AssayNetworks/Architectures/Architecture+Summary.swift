import AssayTensor

extension Architecture {
  /// The number of multiply-adds that one image takes.
  public var multiplyAdds: Int { layerSummaries.reduce(0) { $0 + $1.multiplyAdds } }

  /// What every layer gives and costs, those of a branching layer behind it.
  public var layerSummaries: [LayerSummary] {
    // The layers were checked on this shape when the architecture was made.
    (try? body.summary(for: inputShape)) ?? []
  }

  /// A table of all layers with their output shapes, weights and multiply-adds for one image, and the totals.
  public var summary: String {
    let statistics = body.parameters.count(of: .statistic)
    let head = ["layer", "kind", "output", "weights", "multiply-adds"]
    let total = ["total", "", "", grouped(parameterCount), grouped(multiplyAdds)]
    let rows = layerSummaries.map { line in
      [
        line.name, String(repeating: "  ", count: line.depth) + line.kind, line.outputShape.description,
        line.parameterCount > 0 ? grouped(line.parameterCount) : "",
        line.multiplyAdds > 0 ? grouped(line.multiplyAdds) : "",
      ]
    }
    let widths = head.indices.map { column in ([head, total] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        // Names are read from the left, numbers from the right.
        return column < 3 ? cells[column] + space : space + cells[column]
      }
      return padded.joined(separator: "  ").trimmingTrailingSpaces
    }
    let rule = String(repeating: "─", count: widths.reduce(2 * (widths.count - 1), +))
    let title = description + (statistics > 0 ? ", \(grouped(statistics)) statistics" : "")
    return ([title, line(head), rule] + rows.map(line) + [rule, line(total)]).joined(separator: "\n")
  }

  /// A number with commas between its thousands.
  private func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digits[index])
    }
  }
}

extension Architecture: CustomStringConvertible {
  /// As "resnet18: 3×224×224 → 1000".
  public var description: String { "\(name): \(inputShape) → \(classCount)" }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}

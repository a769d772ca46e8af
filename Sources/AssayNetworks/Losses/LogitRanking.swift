import AssayTensor

/// The classes of the largest logits of each example; of equal ones the first comes first.
struct LogitRanking {
  /// For each rank the class of every example.
  let columns: [[Int]]

  /// Ranks the `depth` largest of N×K logits; `depth` must not exceed K. Costs N·K·depth comparisons at most.
  init(_ logits: Tensor, depth: Int) {
    let (rows, classes) = (logits.shape[0], logits.shape[1])
    precondition(depth <= classes, "\(classes) classes have no rank \(depth)")
    var columns = [[Int]](repeating: [Int](repeating: 0, count: rows), count: depth)
    var best = [Int](repeating: 0, count: depth)
    for row in 0..<rows {
      let values = logits.pointer + row * classes
      var filled = 0
      for column in 0..<classes {
        var place = filled
        while place > 0 && values[column] > values[best[place - 1]] { place -= 1 }
        guard place < depth else { continue }
        filled = min(filled + 1, depth)
        for rank in stride(from: filled - 1, to: place, by: -1) { best[rank] = best[rank - 1] }
        best[place] = column
      }
      for rank in 0..<depth { columns[rank][row] = best[rank] }
    }
    self.columns = columns
  }
}

/// A linear map between the indices of two axes: each output is a sum of a few weighted inputs.
package struct SparseMap: Sendable, Hashable {
  /// The extent of the input's axis.
  let sources: Int
  /// For each output, where its terms start; one more entry than outputs.
  let starts: [Int32]
  /// The inputs of all terms.
  let indices: [Int32]
  /// The weights of all terms.
  let weights: [Float]

  /// The extent of the output's axis.
  var targets: Int { starts.count - 1 }

  /// Makes a map of the terms of each output.
  init(sources: Int, rows: [[(index: Int, weight: Float)]]) {
    self.sources = sources
    var starts: [Int32] = [0]
    for row in rows { starts.append(starts[starts.count - 1] + Int32(row.count)) }
    self.starts = starts
    indices = rows.flatMap { $0.map { Int32($0.index) } }
    weights = rows.flatMap { $0.map(\.weight) }
  }

  /// The map of gradients: each term the other way round, in the order of the outputs.
  var transposed: SparseMap {
    var rows = [[(index: Int, weight: Float)]](repeating: [], count: sources)
    for target in 0..<targets {
      for term in Int(starts[target])..<Int(starts[target + 1]) {
        rows[Int(indices[term])].append((target, weights[term]))
      }
    }
    return SparseMap(sources: targets, rows: rows)
  }
}

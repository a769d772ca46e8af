/// The ranks of a sample, with the mean rank for ties.
struct Ranks {
  /// Twice the rank of each value, so that mean ranks are whole numbers.
  let doubled: [Int]
  /// Σ (t³ − t) over groups of t equal values.
  let tieCorrection: Double

  init(_ values: [Double]) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var doubled = [Int](repeating: 0, count: values.count)
    var (start, correction) = (0, 0.0)
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // Ranks start + 1 … end have the mean (start + 1 + end) / 2.
      for place in start..<end { doubled[order[place]] = start + 1 + end }
      let ties = Double(end - start)
      correction += ties * ties * ties - ties
      start = end
    }
    self.doubled = doubled
    tieCorrection = correction
  }

  /// Whether any two values are equal.
  var hasTies: Bool { tieCorrection > 0 }
}

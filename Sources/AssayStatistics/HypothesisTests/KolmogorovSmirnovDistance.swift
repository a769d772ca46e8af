/// The largest distance between the empirical distribution functions of two samples.
public struct KolmogorovSmirnovDistance: Sendable, Equatable {
  /// The distance, in [0, 1].
  public let value: Double

  /// Measures two samples of one or more finite values each; cost n log n.
  public init(_ a: [Double], _ b: [Double]) throws {
    try Arguments.sample(a, least: 1, "a")
    try Arguments.sample(b, least: 1, "b")
    let (first, second) = (a.sorted(), b.sorted())
    var (i, j, distance) = (0, 0, 0.0)
    while i < first.count, j < second.count {
      let next = min(first[i], second[j])
      while i < first.count, first[i] == next { i += 1 }
      while j < second.count, second[j] == next { j += 1 }
      distance = max(distance, (Double(i) / Double(first.count) - Double(j) / Double(second.count)).magnitude)
    }
    value = distance
  }
}

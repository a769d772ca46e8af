/// The middle of a sample.
package enum Median {
  /// The median of `values`, the mean of both middle ones where their number is even; NaN of nothing.
  ///
  /// - Complexity: O(n log n).
  package static func of(_ values: some Sequence<Float>) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (Double(sorted[middle - 1]) + Double(sorted[middle])) / 2 : Double(sorted[middle])
  }
}

/// Where each value of a sample stands among all.
package enum PercentileRanks {
  /// For each value the share in percent of values below it, equal ones and itself counted half: between 0 and 100.
  ///
  /// A value and those equal to it stand in the middle of their places, so that a constant sample has 50 throughout.
  package static func of(_ values: [Double]) -> [Double] {
    // A mean rank less a half is the number of values below and half of the equal ones.
    Ranks(values).doubled.map { 100 * Double($0 - 1) / (2 * Double(values.count)) }
  }
}

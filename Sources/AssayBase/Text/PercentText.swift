/// Shares as people read them.
package enum PercentText {
  /// As "99.9 %" or "0.5 %": up to three digits behind the point, none that are zero, but never "100 %" for less.
  package static func of(_ share: Double) -> String {
    if share < 1, share > 0.999_99 { return "\(share * 100) %" }
    var digits = "\((share * 100_000).rounded() / 1000)"
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    return "\(digits) %"
  }
}

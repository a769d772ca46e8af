/// Shares as people read them.
package enum PercentText {
  /// As "99.9 %" or "0.5 %": up to three digits behind the point, none that are zero.
  package static func of(_ share: Double) -> String {
    var digits = "\((share * 100_000).rounded() / 1000)"
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    return "\(digits) %"
  }
}

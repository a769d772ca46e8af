/// Decimal digits of floating-point numbers as a reader sees them.
package enum Decimals {
  /// Digits after the point in the shortest decimal that reads back as `value`; zero for whole numbers.
  package static func count(of value: Double, single: Bool) -> Int {
    if value.rounded() == value { return 0 }
    let text = single ? Float(value).description : value.description
    let parts = text.split(separator: "e", maxSplits: 1)
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let fraction = parts.first?.split(separator: ".", maxSplits: 1).dropFirst().first ?? ""
    let digits = fraction == "0" ? 0 : fraction.count
    return max(0, digits - exponent)
  }
}

/// Special functions in double precision that give the same bits on every machine.
///
/// They rest on ``Elementary`` alone. Section numbers of formulas are those of the Digital Library of Mathematical
/// Functions (DLMF, dlmf.nist.gov). Arguments outside a function's domain give NaN; callers check them first where an
/// error is due.
package enum SpecialFunctions {
  /// ½ ln 2π.
  static let halfLogTwoPi = 0.9189385332046728
  /// 2π.
  static let twoPi = 6.283185307179586

  /// Solves `value(t) = 0` for an increasing `value` in `low...high` by Newton's method, with bisection where a step
  /// leaves the bracket.
  ///
  /// - Parameters:
  ///   - start: The first guess, inside the bracket.
  ///   - value: The function and its derivative.
  /// - Returns: The root to about the last bits of `t`, or the end of the bracket next to it.
  static func increasingRoot(
    in low: Double, _ high: Double, from start: Double, _ value: (Double) -> (value: Double, slope: Double)
  ) -> Double {
    var (low, high, guess) = (low, high, start)
    for _ in 0..<200 {
      let (error, slope) = value(guess)
      if error == 0 { return guess }
      if error < 0 { low = guess } else { high = guess }
      var next = guess - error / slope
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      if (next - guess).magnitude <= 0x1p-53 * (next.magnitude + 0x1p-20) || next == low || next == high { return next }
      guess = next
    }
    return guess
  }
}

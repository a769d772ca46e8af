/// A continued fraction b₀ + a₁ / (b₁ + a₂ / (b₂ + …)) under evaluation by the modified method of Lentz.
///
/// Thompson and Barnett, "Coulomb and Bessel functions of complex arguments and order" (Journal of Computational
/// Physics 64, 1986), section 4.
struct LentzFraction {
  /// Terms after which an evaluation ends in any case; parameters to 1e10 need fewer.
  static let limit = 1_000_000
  private static let tiny = 1e-300

  /// The value so far.
  private(set) var value: Double
  private var numerator: Double
  private var denominator: Double

  /// Starts with the part before the first quotient.
  init(_ whole: Double) {
    value = whole == 0 ? Self.tiny : whole
    numerator = value
    denominator = 0
  }

  /// Adds the quotient `a / (b + …)`; returns true once the value no longer moves.
  mutating func advance(_ a: Double, _ b: Double) -> Bool {
    let below = a * denominator + b
    denominator = 1 / (below.magnitude < Self.tiny ? Self.tiny : below)
    let above = b + a / numerator
    numerator = above.magnitude < Self.tiny ? Self.tiny : above
    let step = numerator * denominator
    value *= step
    return (step - 1).magnitude < 0x1p-52
  }
}

import AssayBase

/// How a convolution or dense layer deals the relevance of its results to its inputs (layer-wise relevance propagation).
///
/// With a_i the inputs, w_ij the weights, b_j the biases and z_j what the rule makes of them, each rule is of the form
/// R_i = Σ_j (share of i in z_j) / (z_j + stabiliser) · R_j (Montavon et al. 2019, section 10.2). Biases take their part of
/// the relevance out; all rules but ``box`` add them to z as they are, ``alphaBeta(_:_:)`` by their sign.
public enum RelevanceRule: Sendable, Hashable {
  /// LRP-ε (Bach et al. 2015, equation 58): shares a_i·w_ij; ε away from 0 swallows what is weak or contradictory.
  ///
  /// With a very small ε this is LRP-0, on rectifier networks the input times the gradient.
  case epsilon(Float)
  /// LRP-γ (Montavon et al. 2019): w_ij + γ·max(w_ij, 0) for weights, so that what speaks for a result counts more.
  ///
  /// Where inputs may be negative, contributions are told apart by their sign instead, by that of the result.
  case gamma(Float)
  /// LRP-αβ (Bach et al. 2015, equation 60), α − β = 1: positive and negative contributions are normalised apart.
  ///
  /// Relevance is kept where a result has contributions of both signs.
  case alphaBeta(Float, Float)
  /// The z⁺ rule (Montavon et al. 2017): positive weights alone, or positive contributions where inputs may be negative.
  ///
  /// A result without any loses its relevance: behind rectifiers it has none, behind SiLU it may.
  case zPlus
  /// The z^B rule for pixels (Montavon et al. 2017, equation 16): shares x·w − low·w⁺ − high·w⁻ of pixels from 0 to 1.
  ///
  /// For layers that read pixels, behind a normalisation or not; biases are left out, so that nothing is lost.
  case box

  /// The stabiliser of rules without one of their own.
  static let leastEpsilon: Float = 1e-9

  /// What is added to the size of denominators.
  var stabilizer: Float {
    if case .epsilon(let value) = self { value } else { Self.leastEpsilon }
  }

  /// - Throws: `AssayError(.invalidArgument)` when a number is out of range.
  func validate() throws {
    switch self {
    case .epsilon(let value):
      try check(value > 0 && value.isFinite, "epsilon", "a positive number", "\(value)")
    case .gamma(let value):
      try check(value >= 0 && value.isFinite, "gamma", "a number from 0", "\(value)")
    case .alphaBeta(let alpha, let beta):
      try check(
        beta >= 0 && alpha.isFinite && (alpha - beta - 1).magnitude < 1e-6, "alpha and beta",
        "β from 0 and α = 1 + β, so that relevance is kept", "\(alpha) and \(beta)")
    case .zPlus, .box: break
    }
  }

  private func check(_ isRight: Bool, _ name: String, _ expected: String, _ found: String) throws {
    guard !isRight else { return }
    throw AssayError(
      .invalidArgument, "a rule of relevance is out of range", expected: expected, found: found, at: name)
  }
}

extension RelevanceRule: CustomStringConvertible {
  /// As "ε 1e-09", "γ 0.25", "α 2, β 1", "z⁺", "z^B".
  public var description: String {
    switch self {
    case .epsilon(let value): "ε \(value)"
    case .gamma(let value): "γ \(value)"
    case .alphaBeta(let alpha, let beta): "α \(alpha), β \(beta)"
    case .zPlus: "z⁺"
    case .box: "z^B"
    }
  }
}

import AssayBase

/// Wald's sequential test of one rate against another (Annals of Mathematical Statistics 16, 1945).
///
/// The log-likelihood ratio of ``alternative`` to ``null`` accepts the alternative at ``upperThreshold`` =
/// ln((1 − β)/α) or above, and the null at ``lowerThreshold`` = ln(β/(1 − α)) or below.
public struct SequentialRatioTest: Sendable, Equatable {
  /// What the test accepts.
  public enum Outcome: String, Sendable, Equatable {
    /// The rate is the null's.
    case acceptsNull
    /// The rate is the alternative's.
    case acceptsAlternative
    /// More observations are needed.
    case undecided
  }

  /// The rate under the null hypothesis.
  public let null: Double
  /// The rate under the alternative.
  public let alternative: Double
  /// The log ratio from which the alternative is accepted.
  public let upperThreshold: Double
  /// The log ratio from which, downwards, the null is accepted.
  public let lowerThreshold: Double
  /// The successes counted before the test ended.
  public private(set) var successes: Int = 0
  /// The observations counted before the test ended.
  public private(set) var trials: Int = 0

  private let successWeight: Double
  private let failureWeight: Double

  /// Starts without observations.
  ///
  /// - Parameters:
  ///   - null: The rate p₀ in (0, 1).
  ///   - alternative: Another rate p₁ in (0, 1).
  ///   - alpha: The accepted probability to leave a true null, in (0, 1).
  ///   - beta: The accepted probability to keep a false one, in (0, 1), with alpha + beta < 1.
  /// - Throws: `AssayError` of kind `.invalidArgument`.
  public init(null: Double, alternative: Double, alpha: Double, beta: Double) throws {
    for (value, name) in [(null, "null"), (alternative, "alternative"), (alpha, "alpha"), (beta, "beta")]
    where !(value > 0 && value < 1) {
      throw AssayError(
        .invalidArgument, "outside the open unit interval", expected: "(0, 1)", found: "\(value)", at: name)
    }
    guard null != alternative, alpha + beta < 1 else {
      throw AssayError(
        .invalidArgument, "the hypotheses cannot be told apart", expected: "two rates, and alpha + beta < 1",
        found: "rates \(null) and \(alternative), alpha + beta \(alpha + beta)")
    }
    self.null = null
    self.alternative = alternative
    upperThreshold = Elementary.log((1 - beta) / alpha)
    lowerThreshold = Elementary.log(beta / (1 - alpha))
    successWeight = Elementary.log(alternative / null)
    failureWeight = Elementary.log((1 - alternative) / (1 - null))
  }

  /// The log-likelihood ratio of the alternative to the null.
  public var logRatio: Double {
    Double(successes) * successWeight + Double(trials - successes) * failureWeight
  }

  /// What the test accepts now.
  public var outcome: Outcome {
    let ratio = logRatio
    if ratio >= upperThreshold { return .acceptsAlternative }
    return ratio <= lowerThreshold ? .acceptsNull : .undecided
  }

  /// Adds an observation; once the test has ended, observations are ignored.
  ///
  /// Returns the outcome after it.
  @discardableResult
  public mutating func observe(_ success: Bool) -> Outcome {
    guard outcome == .undecided else { return outcome }
    trials += 1
    if success { successes += 1 }
    return outcome
  }
}

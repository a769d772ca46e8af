import AssayBase

/// Which rule of relevance holds in which part of a network (Montavon et al. 2019, section 10.3).
public struct RelevanceRules: Sendable, Hashable {
  /// For layers that read pixels.
  public var pixels: RelevanceRule
  /// For the first third of the other layers with weights.
  public var lower: RelevanceRule
  /// For the second third.
  public var middle: RelevanceRule
  /// For the last third, the layer that gives the logits among them.
  public var upper: RelevanceRule

  /// Makes rules by position.
  public init(pixels: RelevanceRule, lower: RelevanceRule, middle: RelevanceRule, upper: RelevanceRule) {
    (self.pixels, self.lower, self.middle, self.upper) = (pixels, lower, middle, upper)
  }

  /// One rule for all layers with weights.
  public static func all(_ rule: RelevanceRule) -> RelevanceRules {
    RelevanceRules(pixels: rule, lower: rule, middle: rule, upper: rule)
  }

  /// z^B for pixels, γ 0.25 below, ε 0.1 in the middle, ε 1e-9 above: what each part of a network is best served by.
  public static let composite = RelevanceRules(
    pixels: .box, lower: .gamma(0.25), middle: .epsilon(0.1), upper: .epsilon(RelevanceRule.leastEpsilon))

  /// - Throws: `AssayError(.invalidArgument)` when a rule is out of range or place.
  func validate() throws {
    for rule in [pixels, lower, middle, upper] { try rule.validate() }
    guard lower != .box, middle != .box, upper != .box else {
      throw AssayError(
        .invalidArgument, "the rule z^B knows the range of pixels, but not of what layers make of them",
        expected: "it for pixels alone", at: "rules")
    }
  }

  /// The rule of the layer at `index` of the `count` with weights that do not read pixels.
  func rule(at index: Int, of count: Int) -> RelevanceRule {
    // The last layer is always in the last third, however few there are.
    switch (3 * (index + 1) - 1) / max(1, count) {
    case 0: lower
    case 1: middle
    default: upper
    }
  }
}

extension RelevanceRules: CustomStringConvertible {
  /// As "ε 0.1", or "pixels z^B, then γ 0.25, ε 0.1, ε 1e-09".
  public var description: String {
    self == .all(upper) ? "\(upper)" : "pixels \(pixels), then \(lower), \(middle), \(upper)"
  }
}

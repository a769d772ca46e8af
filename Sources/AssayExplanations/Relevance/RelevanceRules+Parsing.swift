import AssayBase

extension RelevanceRules {
  /// Reads rules as the command writes them: `composite`, or one for all layers as `gamma:0.25`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` that says what may stand there.
  init(parsing text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let numbers = parts.dropFirst().compactMap(Float.init)
    let isAllNumbers = numbers.count == parts.count - 1
    switch (parts[0], numbers.count) {
    case ("composite", 0) where isAllNumbers: self = .composite
    case ("z-plus", 0) where isAllNumbers: self = .all(.zPlus)
    case ("epsilon", 0) where isAllNumbers: self = .all(.epsilon(RelevanceRule.leastEpsilon))
    case ("epsilon", 1) where isAllNumbers: self = .all(.epsilon(numbers[0]))
    case ("gamma", 1) where isAllNumbers: self = .all(.gamma(numbers[0]))
    case ("alpha-beta", 2) where isAllNumbers: self = .all(.alphaBeta(numbers[0], numbers[1]))
    default:
      throw AssayError(
        .invalidArgument, "there are no such rules of relevance", expected: Self.forms, found: "“\(text)”", at: "rules")
    }
  }

  /// How rules may be written.
  static let forms = "composite, epsilon, epsilon:E, gamma:G, alpha-beta:A:B or z-plus"
}

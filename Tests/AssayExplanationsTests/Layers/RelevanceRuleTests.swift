import AssayBase
import AssayExplanations
import Testing

/// Rules of relevance out of range or place are refused, and rules are read as they are written.
@Suite struct RelevanceRuleTests {
  @Test(arguments: [
    RelevanceRule.epsilon(0), .epsilon(-1), .epsilon(.nan), .epsilon(.infinity), .gamma(-0.1), .gamma(.nan),
    .alphaBeta(2, 0), .alphaBeta(0.5, -0.5), .alphaBeta(.nan, 1),
  ])
  func numbersOutOfRange(_ rule: RelevanceRule) {
    let error = #expect(throws: AssayError.self) { try Explanation.layerwiseRelevance(.all(rule)).validate() }
    #expect(error?.kind == .invalidArgument && error?.location != nil)
  }

  @Test func rangesAreThoseOfPixels() {
    let error = #expect(throws: AssayError.self) { try Explanation.layerwiseRelevance(.all(.box)).validate() }
    #expect(error?.kind == .invalidArgument && error?.location == "rules")
    #expect(throws: Never.self) { try Explanation.layerwiseRelevance(.composite).validate() }
  }

  @Test(arguments: [
    ("composite", RelevanceRules.composite), ("epsilon", .all(.epsilon(1e-9))), ("epsilon:0.5", .all(.epsilon(0.5))),
    ("gamma:2", .all(.gamma(2))), ("alpha-beta:2:1", .all(.alphaBeta(2, 1))), ("z-plus", .all(.zPlus)),
  ])
  func rulesAreRead(_ text: String, _ rules: RelevanceRules) throws {
    let read = try Explanation(parsing: "lrp:rules=\(text)")
    #expect(read.description == Explanation.layerwiseRelevance(rules).description)
  }

  @Test(arguments: ["", "box", "gamma", "gamma:", "gamma:x", "gamma:1:2", "epsilon:0", "alpha-beta:1", "z-plus:1"])
  func strangeRulesAreRefused(_ text: String) {
    let error = #expect(throws: AssayError.self) { try Explanation(parsing: "lrp:rules=\(text)") }
    #expect(error?.kind == .invalidArgument)
  }
}

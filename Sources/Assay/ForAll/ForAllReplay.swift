import AssayBase
import AssayCheck
import AssayProperties
import Foundation

/// The one case that a `forAll` is asked to run instead of all others.
struct ForAllReplay {
  /// The variable of the environment that names the file of a case to run alone, or is its word.
  static let variable = "ASSAY_REPLAY"

  /// The case.
  let saved: SavedChoices
  /// The seed of the run that found it.
  let seed: UInt64
  /// What reducing it may cost; nothing where it was reduced before.
  let budget: ShrinkBudget
  /// What to do once the case holds.
  let advice: String

  /// What a `forAll` is asked to do.
  enum Request {
    case all
    case one(ForAllReplay)
    /// Nothing: the case is that of other arguments of the test.
    case nothing
  }

  /// - Parameters:
  ///   - property: The property's name, with the arguments of the test.
  ///   - types: The fingerprint of the generators.
  /// - Throws: `AssayError` for a word or a file that cannot be used.
  static func request(of property: String, types: String, at site: CheckSite) throws -> Request {
    guard !site.settings.isTrial else { return .all }
    if let word = site.settings.replay { return try request(word, property, types, at: site) }
    guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else { return .all }
    if text.prefixMatch(of: #/\d+\./#) != nil, !text.contains("/") {
      let code = try ReplayCode(text)
      guard code.belongs(to: property), fits(code.fits(types), text, types, at: site) else { return .all }
      return .one(ForAllReplay(code, text, advice: ""))
    }
    guard case .choices(let token) = try SavedCase(contentsOf: text).content, token.property == property,
      fits(token.generatorFingerprint == types, text, types, at: site)
    else { return .all }
    return .one(
      ForAllReplay(
        saved: SavedChoices(text, choices: token.choices), seed: token.seed, budget: .standard, advice: ""))
  }

  private static func request(
    _ word: String, _ property: String, _ types: String, at site: CheckSite
  ) throws -> Request {
    let code = try ReplayCode(word)
    guard code.fits(types) else {
      throw AssayError(
        .contractBroken, "the token is not of these generators", expected: "a token of a forAll over (\(types))",
        found: "one of other types", at: ".replay(\"\(word)\")",
        advice: "The generators have changed, or the token is another forAll's: run the test without the trait")
    }
    if !code.belongs(to: property), site.testCase?.isParameterized == true {
      site.announce("not run: .replay is of other arguments than (\(CaseArguments.text(of: site.testCase)))")
      return .nothing
    }
    return .one(ForAllReplay(code, word, advice: "remove .replay(_:), or the test runs this case alone"))
  }

  private init(saved: SavedChoices, seed: UInt64, budget: ShrinkBudget, advice: String) {
    self.saved = saved
    self.seed = seed
    self.budget = budget
    self.advice = advice
  }

  private init(_ code: ReplayCode, _ word: String, advice: String) {
    self.init(
      saved: SavedChoices(word, choices: code.choices), seed: code.seed, budget: ShrinkBudget(trials: 0, seconds: 0),
      advice: advice)
  }

  /// It may be the case of another forAll of the test, but a passing run must not look like a case repaired.
  private static func fits(_ fits: Bool, _ name: String, _ types: String, at site: CheckSite) -> Bool {
    if !fits { site.announce("\(name) is a case of other types and not of (\(types)) here") }
    return fits
  }
}

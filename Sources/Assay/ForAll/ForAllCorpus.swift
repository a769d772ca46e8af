import AssayBase
import AssayCheck
import AssayProperties

/// The saved cases that a `forAll` runs first: those of its test, its arguments and its types.
struct ForAllCorpus {
  /// The cases, called by their files.
  let saved: [SavedChoices]
  /// What of the test's folder cannot be read.
  let faults: [AssayError]

  /// - Parameters:
  ///   - property: The property's name, with the arguments of the test.
  ///   - types: The fingerprint of the generators.
  init(of property: String, types: String, at site: CheckSite) {
    let contents = site.savedCases()
    faults = contents.faults
    saved = contents.entries.compactMap { entry in
      // The cases of other arguments belong to runs of their own.
      guard case .choices(let token) = entry.saved.content, token.property == property else { return nil }
      guard token.generatorFingerprint == types else {
        let other = token.generatorFingerprint ?? "unknown types"
        site.announce("not run here: \(entry.path), a case of (\(other)) and not of (\(types))")
        return nil
      }
      return SavedChoices(entry.path, choices: token.choices)
    }
  }

  /// The saved cases that the generators make no more.
  func stale(in report: FalsificationReport<Trial>) -> [AssayError] {
    report.saved.compactMap { result in
      guard case .stale(let reason) = result.outcome, saved.contains(where: { $0.name == result.name }) else {
        return nil
      }
      return AssayError(
        .contractBroken, "the generators make no such values any more: \(reason)", at: result.name,
        advice: "Delete the case, and accept the one that the changed generators find")
    }
  }
}

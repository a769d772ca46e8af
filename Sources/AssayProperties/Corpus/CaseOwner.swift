import AssayBase

/// Whose a saved case is: the test that found it, and the names of its folders.
package struct CaseOwner: Sendable, Equatable {
  /// The test in full: "DigitSpecs.DigitRobustness/staysAccurate()".
  package let test: String
  /// The name of the folder of its suite.
  package let suite: String
  /// The name of its own folder in that, and of its files.
  package let name: String
  /// The file in which the test stands: "DigitSpecs/DigitRobustness.swift"; `nil` outside tests.
  ///
  /// Tells apart two tests of one name, as in two private suites of a module. Not what a case goes by, since files move.
  package let source: String?

  package init(test: String, suite: String, name: String, source: String? = nil) {
    self.test = test
    self.suite = suite
    self.name = name
    self.source = source
  }

  /// "suite/name", for paths.
  package var path: String { "\(suite)/\(name)" }

  /// - Throws: `AssayError(.malformedData)` for names that would lead out of their folder.
  func validate() throws {
    for (member, text) in [("suite", suite), ("name", name)]
    where text.isEmpty || text.hasPrefix(".") || text.contains("/") || text.utf8.contains(0) {
      throw AssayError(
        .malformedData, "not the name of a folder", expected: "a name without “/” and without a leading point",
        found: "“\(text)”", at: member)
    }
  }
}

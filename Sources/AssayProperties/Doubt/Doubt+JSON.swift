import AssayBase

extension Doubt {
  /// As `{"check": NAME, "finding": TEXT}`.
  package var json: JSONValue { ["check": .string(check.rawValue), "finding": .string(finding)] }

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: `AssayError(.malformedData)` for a check that there is none of.
  package init(json: JSONValue) throws {
    let fields = JSONFields(json)
    let word = try fields.string("check")
    guard let check = SoundnessCheck(rawValue: word) else {
      throw AssayError(.malformedData, "no soundness check", found: "“\(word)”", at: "doubts")
    }
    self.init(check, try fields.string("finding"))
  }
}

import AssayBase

/// What earlier runs left for a check: saved counterexamples, and where its baseline is or is to be.
package struct CheckMemory: Sendable {
  /// The test in full, which its baseline file names.
  package var test: String
  /// The saved cases of the test, of whichever property.
  package var saved: [CorpusEntry]
  /// The file of `.recorded`; `nil` outside tests.
  package var baselines: String?
  /// Whether baselines are written instead of compared.
  package var isRecording: Bool
  /// What to do for a baseline that is missing or out of date: "Record one: …".
  package var advice: String

  package init(
    test: String, saved: [CorpusEntry] = [], baselines: String? = nil, isRecording: Bool = false, advice: String
  ) {
    self.test = test
    self.saved = saved
    self.baselines = baselines
    self.isRecording = isRecording
    self.advice = advice
  }

  /// The path of the file that a reference means.
  ///
  /// - Throws: `AssayError(.contractBroken)` for `.recorded` where there is no test.
  func path(of reference: BaselineReference) throws -> String {
    switch reference.place {
    case .file(let path): return path
    case .recorded:
      guard let baselines else {
        throw AssayError(
          .contractBroken, "a recorded baseline belongs to a test", expected: ".notWorseThan(.file(\"PATH\"))",
          found: ".notWorseThan(.recorded)")
      }
      return baselines
    }
  }

  /// The earlier outcomes that a reference means.
  ///
  /// - Throws: `AssayError` that says how to record what is missing.
  func baseline(
    _ reference: BaselineReference, of property: String, on data: String, model: String
  ) throws -> Baseline {
    let path = try path(of: reference)
    let file: BaselineFile
    do {
      file = try BaselineFile(contentsOf: path)
    } catch let error as AssayError where error.kind == .missingFile {
      throw AssayError(.missingFile, "there is no baseline yet", at: path, advice: advice)
    }
    if case .recorded = reference.place, file.test != test { throw BaselineFile.clash(file.test, test, path) }
    guard let baseline = file.baseline(of: property, on: data, model: model) else {
      let known = file.baselines.map { "“\($0.property)” of \($0.model.name) on \($0.data)" }
      throw AssayError(
        .missingFile, "there is no baseline of this property yet", expected: "“\(property)” of \(model) on \(data)",
        found: known.joined(separator: ", "), at: path, advice: advice)
    }
    return baseline
  }
}

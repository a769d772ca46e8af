import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayProperties
import AssayTensor
import Testing

/// Saved counterexamples in a check, without files.
@Suite struct SavedReplayTests {
  private static let owner = CaseOwner(test: "t", suite: "s", name: "n")

  private func entry(
    _ name: String, property: String, level: UInt8, side: Int = 8, label: Int = 3, preprocessing: String? = nil
  ) throws -> CorpusEntry {
    let bytes = Array(repeating: level, count: side * side)
    let image = try ByteImage(width: side, height: side, channels: 1, bytes: bytes)
    let found = ImageCounterexample(
      property: property, model: "m", data: "d", index: 0, label: label, prediction: 0, original: image, failing: image,
      originalProbabilities: [], failingProbabilities: [], classNames: [], reduction: nil)
    let model = ModelIdentity(name: "m", preprocessing: preprocessing)
    return CorpusEntry(path: name, saved: SavedCase(.image(found), of: Self.owner, model: model))
  }

  private func verdict(
    _ property: Property<Network>, _ saved: [CorpusEntry], _ model: Network? = nil
  ) async throws -> Verdict {
    var configuration = CheckConfiguration(seed: 1, cases: 30, shrinking: untimed)
    configuration.memory = CheckMemory(test: "t", saved: saved, advice: "")
    return try await CheckRunner(configuration).run(
      property, of: model ?? FixtureModel.digitsStandard, on: Digits.test)
  }

  private let dark: Property<Network> = .always("not all white") { _, example in
    example.image.values.contains { $0 < 1 }
  }

  @Test func aFailingCaseDecidesBeforeAnyOther() async throws {
    let saved = [
      try entry("a", property: "not all white", level: 0), try entry("b", property: "not all white", level: 255),
    ]
    let verdict = try await verdict(dark, saved)
    #expect(verdict.outcome == .falsified && verdict.cases == 0 && verdict.isDecidedBySaved)
    #expect(verdict.headline == "not all white is falsified by a saved counterexample")
    #expect(verdict.saved?.failing == ["b"] && verdict.saved?.count == 2)
    #expect(verdict.reason == "b (d #0, label 3): the statement is false" && verdict.counterexample != nil)
  }

  @Test func passingCasesAreSaid() async throws {
    let verdict = try await verdict(dark, [try entry("a", property: "not all white", level: 0)])
    #expect(verdict.passes && verdict.cases == 30 && verdict.summary.contains("the saved counterexample passes now"))
  }

  @Test func othersPropertiesAreLeftAlone() async throws {
    let verdict = try await verdict(dark, [try entry("a", property: "another", level: 255)])
    #expect(verdict.passes && verdict.saved?.count == 0)
  }

  /// A threshold may change: the case is about what is measured.
  @Test func sharesAreNotDecided() async throws {
    let property: Property<Network> = .accuracy(atLeast: 0.5)
    let model = try FixtureModel.digitsStandard
    let answer = try model.label(
      of: Image(ByteImage(width: 8, height: 8, channels: 1, bytes: [UInt8](repeating: 9, count: 64))))
    let saved = [
      try entry("a", property: "accuracy ≥ 0.9", level: 9, label: (answer + 1) % 10),
      try entry("b", property: "accuracy ≥ 0.8", level: 9, label: answer),
      try entry("c", property: "accuracy under PGD ≥ 0.8", level: 9, label: answer),
    ]
    let (with, without) = (try await verdict(property, saved), try await verdict(property, []))
    #expect(with.saved?.count == 2 && with.saved?.failing == ["a"])
    #expect(with.outcome == without.outcome && with.cases == without.cases && with.estimate == without.estimate)
    #expect(
      with.details.contains("1 of 2 saved counterexamples still fools the model (counted apart, not in the share)"))
  }

  @Test func casesThatDoNotFitAreFaults() async throws {
    let saved = [
      try entry("small", property: "not all white", level: 0, side: 4),
      try entry("label", property: "not all white", level: 0, label: 10),
    ]
    let verdict = try await verdict(dark, saved)
    #expect(verdict.passes && verdict.saved?.count == 0)
    #expect(verdict.saved?.faults.map(\.location) == ["small", "label"])
    #expect(verdict.saved?.faults.first?.description.contains("does not fit the data set") == true)
  }

  @Test func anotherPreprocessingIsNoted() async throws {
    let network = try FixtureModel.digitsStandard
    let saved = try entry("a", property: "not all white", level: 0, preprocessing: "old")
    let verdict = try await verdict(dark, [saved], network)
    let now = network.architecture.preprocessing.fingerprint
    #expect(verdict.passes && verdict.summary.contains("a was saved under another preprocessing (old, now \(now))"))
  }

  @Test func fingerprintsFollowTheWeights() throws {
    let (standard, robust) = (try FixtureModel.digitsStandard, try FixtureModel.digitsAdversarial)
    #expect(standard.fingerprint.count == 16 && standard.fingerprint != robust.fingerprint)
    var weights = standard.parameters
    weights["fc.bias"] = try #require(weights["fc.bias"]) + Float(0)
    #expect(standard.with(parameters: weights).fingerprint == standard.fingerprint)
    weights["fc.bias"] = try #require(weights["fc.bias"]) + Float(1)
    #expect(standard.with(parameters: weights).fingerprint != standard.fingerprint)
  }
}

import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Testing

/// Networks with weights from formulas: logits, losses, gradients, statistics and every layer's output.
@Suite struct ModelsGoldenTests {
  @Test func weightStreams() throws {
    guard let file = try GoldenFile.load("models") else { return }
    let failures = file.check(claiming: ["weight_stream"]) { try Self.checkStream($0, file) }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test func modelsInEvaluation() throws { try Self.checkModels("model") }

  @Test func modelsInTraining() throws { try Self.checkModels("model_train") }

  private static func checkModels(_ op: String) throws {
    guard let file = try GoldenFile.load("models") else { return }
    var tally = GoldenTally(file, claiming: [op])
    var postponed = 0
    for goldenCase in file.cases where goldenCase.op == op {
      if let model = try? GoldenModel(goldenCase, file), model.isHeavy, !HeavyTests.run {
        postponed += 1
      } else {
        tally.record(goldenCase, Result { try GoldenModel(goldenCase, file)?.mismatches() })
      }
    }
    let failures = tally.report()
    if postponed > 0 { print("golden models: \(postponed) heavy cases left out; set ASSAY_HEAVY=1 to run them") }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  private static func checkStream(_ goldenCase: GoldenCase, _ file: GoldenFile) throws -> [GoldenMismatch]? {
    guard let formula = goldenCase.params["formula"]?.string.flatMap(WeightFormula.init) else { return nil }
    if let name = goldenCase.params["name"]?.string {
      let stream = formula.stream(name, 0..<1000)
      return [
        try goldenCase.compare(values: Array(stream.prefix(8)), with: "first8"),
        try goldenCase.compare(values: formula.stream(name, 100_000..<100_001), with: "at_100000"),
        try goldenCase.compare(values: [stream.reduce(0, +)], with: "sum_first_1000"),
        goldenCase.params["h"]?.int == WeightFormula.remainder(name) ? nil : GoldenMismatch("wrong h"),
        goldenCase.params["fnv1a"]?.int == Int(WeightFormula.fnv1a(name)) ? nil : GoldenMismatch("wrong fnv1a"),
      ].compactMap { $0 }
    }
    // The case is called after the architecture whose parameters it lists.
    guard let name = goldenCase.name.split(separator: "/").last.map(String.init),
      let architecture = GoldenArchitectures.named(name, classes: 10)
    else { return nil }
    let gain = goldenCase.params["gain"]?.double ?? 1
    return try architecture.body.parameters.flatMap { definition -> [GoldenMismatch] in
      guard let wanted = goldenCase.expectedValues[definition.name] else {
        return [GoldenMismatch(role: definition.name, "is not among the expected parameters")]
      }
      let got = formula.parameter(definition, gain: gain).elements.map { Double($0) }
      let tolerance = goldenCase.tolerance(for: definition.name)
      let first = wanted["first8"]?.flattenedNumbers ?? []
      let sum = try #require(wanted["sum"]?.double)
      return [
        compare(Array(got.prefix(8)), to: first, tolerance: tolerance, role: definition.name),
        compare(got.reduce(0, +), to: sum, tolerance: tolerance, role: "\(definition.name), sum"),
      ].compactMap { $0 }
    }
  }
}

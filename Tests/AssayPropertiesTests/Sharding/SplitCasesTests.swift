import AssayBase
import AssayCheck
import AssayExplanations
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Testing

/// Cases dealt to 1, 2, 3 and 8 processes give the very verdict of one.
@Suite struct SplitCasesTests {
  /// What all processes measured, each as it comes out of its line of the log.
  private func parts<Model: Classifier>(
    _ property: Property<Model>, of model: Model, count: Int, cases: Int? = nil, seed: UInt64 = 3
  ) async throws -> [SplitCases] {
    var parts: [SplitCases] = []
    for index in 1...count {
      let verdict = try await part(property, of: model, Shard(index, of: count), cases: cases, seed: seed)
      let split = try #require(verdict.split)
      let back = try SplitCases(json: JSONValue(parsing: split.json.serialised()))
      #expect(back == split)
      parts.append(back)
    }
    return parts
  }

  private func part<Model: Classifier>(
    _ property: Property<Model>, of model: Model, _ shard: Shard, cases: Int? = nil, seed: UInt64 = 3,
    seconds: Double? = nil
  ) async throws -> Verdict {
    var configuration = CheckConfiguration(seed: seed, cases: cases, seconds: seconds)
    configuration.split = shard
    configuration.explainsFailures = false
    return try await CheckRunner(configuration).run(property, of: model, on: Digits.test)
  }

  /// Checks that every split gives what one process gives, marked or not.
  private func expectOneVerdict<Model: Classifier>(
    _ property: Property<Model>, of model: Model, cases: Int? = nil, _ outcome: Verdict.Outcome
  ) async throws {
    let whole = try await part(property, of: model, .only, cases: cases)
    #expect(whole.outcome == outcome, "\(whole.summary)")
    let unmarked = try await verdict(property, of: model, seed: 3, cases: cases)
    for count in [1, 2, 3, 8] {
      let merged = try SplitVerdict.merging(try await parts(property, of: model, count: count, cases: cases).shuffled())
      expectSame(merged, whole)
      #expect(merged.doubts == whole.doubts && merged.doubts == unmarked.doubts)
      #expect(merged.headline == unmarked.headline && merged.interval == unmarked.interval)
    }
  }

  @Test func sharesThatHold() async throws {
    try await expectOneVerdict(.accuracy(atLeast: 0.9), of: FixtureModel.digitsAdversarial, .holds)
    let attacked: Property<Network> = .accuracy(under: .pgd(.linf(0.1), steps: 5), atLeast: 0.5)
    try await expectOneVerdict(attacked, of: FixtureModel.digitsAdversarial, cases: 60, .holds)
  }

  @Test func boundedMeans() async throws {
    let model = try FixtureModel.digitsAdversarial
    try await expectOneVerdict(.sparseness(of: .gradient, atLeast: 0.6), of: model, cases: 100, .holds)
    try await expectOneVerdict(.weightSensitivity(of: .gradient, atMost: 0.5), of: model, cases: 60, .holds)
    let sparser: Property<Network> = .sparseness(of: .gradient, atLeast: 0.95)
    try await expectOneVerdict(sparser, of: model, cases: 100, .falsified)
  }

  @Test func sharesThatDoNot() async throws {
    let attacked: Property<Network> = .accuracy(under: .pgd(.linf(0.2), steps: 5), atLeast: 0.5)
    try await expectOneVerdict(attacked, of: FixtureModel.digitsStandard, cases: 60, .falsified)
    try await expectOneVerdict(.accuracy(atLeast: 0.97), of: FixtureModel.digitsStandard, cases: 40, .undecided)
  }

  @Test func claimsAboutEveryCase() async throws {
    let model = try FixtureModel.digitsStandard
    try await expectOneVerdict(.evaluationIsDeterministic, of: model, .holds)
    try await expectOneVerdict(.always("no fives") { _, example in example.label != 5 }, of: model, .falsified)
    try await expectOneVerdict(
      .always("small labels") { _, example in example.label < 10 }, of: model, cases: 7, .holds)
  }

  /// The values of a mean come through the log to the bit.
  @Test func means() async throws {
    let (robust, standard) = (try FixtureModel.digitsAdversarial, try FixtureModel.digitsStandard)
    let property: Property<Comparison<Network, Network>> = .closerSaliency(
      by: .gradient, of: .predicted, under: .pgd(.linf(0.1), steps: 3))
    func run(_ split: Shard?) async throws -> Verdict {
      var configuration = CheckConfiguration(seed: 3, cases: 40)
      configuration.split = split
      configuration.explainsFailures = false
      return try await CheckRunner(configuration).run(property, of: robust, against: standard, on: Digits.test)
    }
    let (whole, unmarked) = (try await run(.only), try await run(nil))
    for count in [1, 2, 3, 8] {
      var parts: [SplitCases] = []
      for index in 1...count {
        let split = try #require(try await run(Shard(index, of: count)).split)
        parts.append(try SplitCases(json: JSONValue(parsing: split.json.serialised())))
      }
      let merged = try SplitVerdict.merging(parts)
      expectSame(merged, whole)
      #expect(merged.headline == unmarked.headline && merged.estimate?.bitPattern == unmarked.estimate?.bitPattern)
    }
  }

  @Test func hiddenGradients() async throws {
    let model = Disguised(try FixtureModel.digitsStandard, .saturatedLogits)
    let attacked: Property<Disguised> = .accuracy(under: .pgd(.linf(0.15), steps: 5), atLeast: 0.3)
    try await expectOneVerdict(attacked, of: model, cases: 50, .unreliable)
  }

  /// A process of several says nothing by itself, but for what it refutes.
  @Test func onePartAloneIsNoVerdict() async throws {
    let model = try FixtureModel.digitsStandard
    let part = try await part(.accuracy(atLeast: 0.99999), of: model, Shard(2, of: 3))
    #expect(part.outcome == .undecided && part.isPartial && part.cases == 120)
    #expect(part.reason?.contains("`assay merge` decides") == true)
    let refuted = try await self.part(
      .always("no fives") { _, example in example.label != 5 }, of: model, Shard(2, of: 3))
    #expect(refuted.outcome == .falsified && !refuted.isPartial && refuted.split != nil)
  }

  @Test func partsThatDoNotFitAreRefused() async throws {
    let model = try FixtureModel.digitsStandard
    let all = try await parts(.accuracy(atLeast: 0.9), of: model, count: 3, cases: 30)
    let other = try await parts(.accuracy(atLeast: 0.9), of: model, count: 3, cases: 30, seed: 4)
    for (parts, problem) in [
      ([], "no cases to merge"), (Array(all.dropLast()), "a shard is missing"), (all + [all[0]], "a shard comes twice"),
      ([all[0], all[1], other[2]], "did not run the same check"),
    ] {
      let error = #expect(throws: AssayError.self) { try SplitVerdict.merging(parts) }
      #expect(error?.problem.contains(problem) == true)
    }
    var cut = try #require(all[1].json.object)
    cut["passes"] = .string("101")
    let short = try SplitCases(json: .object(cut))
    let error = #expect(throws: AssayError.self) { try SplitVerdict.merging([all[0], short, all[2]]) }
    #expect(error?.kind == .malformedData)
  }

  @Test func whatDependsOnTheSplitIsRefused() async throws {
    let model = try FixtureModel.digitsStandard
    let timed = await fault { try await self.part(.accuracy(atLeast: 0.9), of: model, .only, seconds: 5) }
    #expect(timed?.problem.contains("a budget of seconds cannot be split") == true)
    let held: Property<Network> = .accuracy(atLeast: 0.9).notWorseThan(.recorded)
    let compared = await fault { try await self.part(held, of: model, .only) }
    #expect(compared?.problem.contains("a baseline cannot be split") == true)
  }
}

import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// Models that break their contract, and data that do not fit, are found out.
@Suite struct BrokenModelTests {
  /// As batch normalisation left in training mode: every row loses the mean of the batch.
  private func centred(_ logits: Tensor) -> Tensor {
    let (rows, classes) = (logits.shape[0], logits.shape[1])
    let values = logits.elements
    let means = (0..<classes).map { k in (0..<rows).reduce(Float(0)) { $0 + values[$1 * classes + k] } / Float(rows) }
    return Tensor(shape: logits.shape, elements: values.indices.map { values[$0] - means[$0 % classes] })
  }

  @Test func batchDependenceIsFalsified() async throws {
    let model = Altered(try FixtureModel.digitsAdversarial) { logits, _ in centred(logits) }
    // With a single case, too: an image that comes alone is still given company.
    for cases in [nil, 1, 33] as [Int?] {
      let verdict = try await verdict(.logitsIndependentOfTheBatch, of: model, cases: cases)
      #expect(verdict.outcome == .falsified && verdict.failures == 1, "\(verdict.summary)")
      #expect(verdict.reason?.contains("a logit changes by") == true)
    }
  }

  @Test func randomLogitsAreFalsified() async throws {
    let model = Altered(try FixtureModel.digitsAdversarial) { logits, call in logits + Float(call) * 1e-3 }
    let verdict = try await verdict(.evaluationIsDeterministic, of: model)
    #expect(verdict.outcome == .falsified && verdict.cases == 1)
    #expect(verdict.reason?.contains("the logits are [") == true)
    let good = try await AssayPropertiesTests.verdict(
      .evaluationIsDeterministic, of: Altered(FixtureModel.digitsAdversarial) { logits, _ in logits })
    #expect(good.outcome == .holds)
  }

  private var properties: [Property<Altered>] {
    [
      .accuracy(atLeast: 0.5), .accuracy(under: .pgd(.linf(0.1), steps: 3), atLeast: 0.5),
      .logitsIndependentOfTheBatch, .evaluationIsDeterministic,
      .completeness(of: .integratedGradients(steps: 8), within: 0.1),
    ]
  }

  @Test func notANumberIsTold() async throws {
    let model = Altered(try FixtureModel.digitsAdversarial) { logits, _ in logits * .nan }
    for property in properties {
      let error = await fault("\(property.name)") { try await verdict(property, of: model) }
      #expect(error?.kind == .notFinite && error?.problem.contains("altered") == true)
    }
  }

  @Test func wrongNumberOfLogitsIsTold() async throws {
    let tooMany = Altered(try FixtureModel.digitsAdversarial, classCountClaimed: 11) { logits, _ in logits }
    let tooFew = Altered(try FixtureModel.digitsAdversarial) { logits, _ in logits.rows(0..<1) }
    for property in properties {
      for model in [tooMany, tooFew] {
        let error = await fault("\(property.name)") { try await verdict(property, of: model) }
        #expect(error?.kind == .contractBroken)
      }
    }
  }

  /// What the model throws is what the check throws: an outage is no failure of the claim.
  @Test func modelsThatThrow() async throws {
    struct Outage: Error {}
    let model = Altered(try FixtureModel.digitsAdversarial) { _, _ in throw Outage() }
    await #expect(throws: Outage.self) { try await verdict(.accuracy(atLeast: 0.5), of: model) }
  }

  @Test func dataThatDoNotFit() async throws {
    let model = try FixtureModel.digitsAdversarial
    let size = ImageSize(channels: 1, height: 7, width: 8)
    let small = try Dataset(
      name: "small", images: [Image(size: size, values: Array(repeating: 0, count: 56))], labels: [0])
    let strange = try Dataset(name: "strange", images: [Digits.test.example(at: 0).image], labels: [10])
    let networkProperties: [Property<Network>] = [
      .accuracy(atLeast: 0.5), .accuracy(under: .pgd(.linf(0.1), steps: 3), atLeast: 0.5),
      .logitsIndependentOfTheBatch, .evaluationIsDeterministic,
      .completeness(of: .integratedGradients(steps: 8), within: 0.1), .always("true") { _, _ in true },
    ]
    for property in networkProperties {
      let size = await fault { try await verdict(property, of: model, on: small) }
      #expect(size?.kind == .shapeMismatch && size?.location == "small")
      #expect(size?.expected == "1×8×8" && size?.found == "1×7×8")
      let label = await fault { try await verdict(property, of: model, on: strange) }
      #expect(label?.kind == .invalidArgument && label?.location == "strange, example 0" && label?.found == "10")
    }
    let pair = await fault {
      try await CheckRunner(CheckConfiguration()).run(
        .closerSaliency(by: .gradient, under: .fgsm(.linf(0.1))), of: model, against: model, on: small)
    }
    #expect(pair?.kind == .shapeMismatch)
  }

  @Test func emptyDataCannotBeMade() async throws {
    let error = await fault { try Dataset(name: "nothing", images: [], labels: []) }
    #expect(error?.kind == .empty)
    let subset = await fault { try Digits.test.subset([]) }
    #expect(subset?.kind == .empty)
  }

  /// Nothing that both models get right: there is no claim to judge.
  @Test func noEligibleCaseIsTold() async throws {
    let model = try FixtureModel.digitsAdversarial
    let wrong = Altered(model) { logits, _ in -logits }
    let error = await fault {
      try await CheckRunner(CheckConfiguration()).run(
        .closerSaliency(by: .gradient, under: .fgsm(.linf(0.1))), of: model, against: wrong, on: Digits.test)
    }
    #expect(error?.kind == .empty && error?.location == "digits/test")
  }

  @Test func settingsOutOfRangeAreTold() async throws {
    let model = try FixtureModel.digitsAdversarial
    let bad: [(Property<Network>, String)] = [
      (.accuracy(under: .pgd(.linf(-1)), atLeast: 0.5), "epsilon"),
      (.accuracy(under: .pgd(.linf(0.1), steps: 0), atLeast: 0.5), "steps"),
      (.accuracy(under: .pgd(.linf(0.1), restarts: 0), atLeast: 0.5), "restarts"),
      (.completeness(of: .integratedGradients(steps: 0), within: 0.1), "steps"),
      (.completeness(of: .integratedGradients(), within: -1), "within"),
      (.completeness(of: .integratedGradients(), within: .nan), "within"),
    ]
    for (property, place) in bad {
      let error = await fault("\(property.name)") { try await verdict(property, of: model) }
      #expect(error?.kind == .invalidArgument && error?.location == place)
    }
    // Absolute gradients sum to something else than a difference of scores.
    let saliency = try await verdict(.completeness(of: .saliency, within: 0.1), of: model)
    #expect(saliency.outcome == .falsified && saliency.counterexample?.maps != nil, "\(saliency.summary)")
  }
}

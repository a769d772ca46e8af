import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayProperties
import Testing

@Suite struct DataPropertyTests {
  private func check(
    _ property: DataProperty<Dataset>, _ data: Dataset, confidence: Double = 0.999
  ) async throws -> Verdict {
    let verdict = try await CheckRunner(CheckConfiguration(seed: 1, confidence: confidence)).run(property, on: data)
    expectConsistent(verdict)
    #expect(verdict.model.isEmpty && verdict.data == data.name)
    return verdict
  }

  private func check(
    _ property: DataProperty<DatasetPair>, _ data: Dataset, against other: Dataset
  ) async throws -> Verdict {
    try await CheckRunner(CheckConfiguration(seed: 1)).run(property, on: data, against: other)
  }

  /// Digits, and in place of some of them what `replaced` says.
  private func digits(
    _ count: Int, replacing replaced: [Int: (Image, Int)] = [:], name: String = "digits"
  ) throws -> Dataset {
    let drawn = try DrawnDigits().dataset(.train, count: count, seed: 11)
    let examples = try drawn.examples(at: Array(0..<count))
    return try Dataset(
      name: name, images: examples.map { replaced[$0.index]?.0 ?? $0.image },
      labels: examples.map { replaced[$0.index]?.1 ?? $0.label }, classNames: drawn.classNames)
  }

  @Test func cleanDataPass() async throws {
    for (name, property) in DataProperty<Dataset>.standard {
      #expect(try await check(property, Digits.test).outcome == .holds, "\(name)")
      #expect(try await check(property, digits(300)).outcome == .holds, "\(name)")
    }
  }

  @Test func plantedDuplicatesAreCountedExactly() async throws {
    let clean = try digits(200)
    func image(_ index: Int) throws -> Image { try clean.example(at: index).image }
    func label(_ index: Int) throws -> Int { try clean.label(at: index) }
    let contrary = try (label(7) + 1) % 10
    let data = try digits(
      200,
      replacing: [
        50: (image(3), label(3)), 60: (image(3), label(3)), 70: (image(7), contrary),
        80: (image(9).brightened(by: 0.03), label(9)),
      ])
    let exact = try await check(.noDuplicates(similarity: nil), data)
    #expect(exact.outcome == .falsified && exact.failures == 3)
    let near = try await check(.noDuplicates(), data)
    #expect(near.outcome == .falsified && near.failures == 4)
    #expect(near.findings.contains { $0.hasPrefix("4 of 200 examples repeat an earlier one: 3 exactly, 1 nearly") })
    let (third, ninth) = (try label(3), try label(9))
    #expect(near.findings.contains { $0.hasPrefix("#50 (\(third)) is #3 ") })
    #expect(near.findings.contains { $0.hasPrefix("#80 (\(ninth)) is nearly #9 ") })
    #expect(near.exhibit?.panels.count == 4)
    #expect(try near.picture() != nil)
    let contradictions = try await check(.noContradictions(), data)
    #expect(
      contradictions.failures == 1 && contradictions.findings.contains { $0.hasPrefix("#70 (\(contrary)) is #7 ") })
  }

  @Test func leakageIsFoundBetweenTwoSets() async throws {
    let train = try digits(150, name: "train")
    let fresh = try DrawnDigits().dataset(.test, count: 60, seed: 11)
    #expect(try await check(.noLeakage(), fresh, against: train).outcome == .holds)
    let leaking = try Dataset(
      name: "leaking",
      images: fresh.examples(at: Array(0..<40)).map(\.image) + train.examples(at: [5, 6, 7]).map(\.image)
        + [train.example(at: 9).image.brightened(by: 0.03)],
      labels: (0..<40).map { try fresh.label(at: $0) } + [5, 6, 7, 9].map { try train.label(at: $0) },
      classNames: train.classNames)
    let verdict = try await check(.noLeakage(), leaking, against: train)
    #expect(verdict.outcome == .falsified && verdict.failures == 4 && verdict.cases == 44)
    #expect(verdict.data == "leaking against train")
    await #expect(throws: AssayError.self) { try await check(.noLeakage(), leaking, against: Digits.test) }
    #expect(try await check(.samePreparation, leaking, against: train).outcome == .holds)
  }

  /// What all images share is no likeness: round fields on black would all be near duplicates otherwise.
  @Test func whatAllImagesShareIsNoLikeness() async throws {
    let eyes = try FundusPhantoms().dataset(count: 60, nuisance: Nuisance(pose: 0.3, form: 0.5))
    #expect(try await check(.noDuplicates(), eyes).outcome == .holds)
  }

  @Test func classesAreCounted() async throws {
    let labels = [Int](repeating: 0, count: 40) + [Int](repeating: 1, count: 19) + [Int](repeating: 2, count: 20)
    let images = try digits(79).examples(at: Array(0..<79)).map(\.image)
    let data = try Dataset(name: "uneven", images: images, labels: labels, classNames: ["a", "b", "c"])
    let uneven = try await check(.balanced(atLeast: 0.5), data)
    #expect(uneven.outcome == .falsified && uneven.failures == 1 && uneven.cases == 3)
    #expect(uneven.findings.contains("too few: b 19 (24.1 %)"), "\(uneven.findings)")
    #expect(uneven.headline.hasSuffix("after 3 of 3 classes"))
    #expect(try await check(.balanced(atLeast: 0.475), data).outcome == .holds)
    #expect(try await check(.examplesPerClass(atLeast: 19), data).outcome == .holds)
    #expect(try await check(.examplesPerClass(atLeast: 20), data).failures == 1)
    let missing = try Dataset(name: "missing", images: images, labels: labels, classNames: ["a", "b", "c", "d"])
    #expect(try await check(.balanced(atLeast: 0), missing).outcome == .falsified)
  }

  @Test func pixelsOfOtherUnitsAreNamed() async throws {
    func data(_ change: (Float) -> Float) throws -> Dataset {
      let clean = try digits(40)
      let images = try clean.examples(at: Array(0..<40)).map {
        try Image(size: $0.image.size, values: $0.image.values.map(change))
      }
      return try Dataset(name: "changed", images: images, labels: [Int](repeating: 0, count: 40))
    }
    #expect(try await check(.usablePixels(), data { $0 }).outcome == .holds)
    let twice = try await check(.usablePixels(), data { $0 / 255 })
    #expect(twice.outcome == .falsified && twice.summary.contains("divided by 255 twice"))
    let cut = try await check(.usablePixels(), data { $0 > 0 ? 1 : 0 })
    #expect(cut.outcome == .falsified && cut.summary.contains("cut to [0, 1]"))
    #expect(try await check(.usablePixels(allowsBinary: true), data { $0 > 0 ? 1 : 0 }).outcome == .holds)
    #expect(try await check(.usablePixels(), data { 0.4 + 0.2 * $0 }).summary.contains("spans less than 0.25"))
    let grey = try Image(
      size: ImageSize(channels: 1, height: 28, width: 28), values: [Float](repeating: 0.5, count: 784))
    let flat = try await check(.usablePixels(), digits(40, replacing: [4: (grey, 1)]))
    #expect(flat.failures == 1 && flat.findings.contains { $0.hasPrefix("#4 has one value, 0.5") })
  }

  @Test func settingsOutOfRangeAreRefused() async throws {
    for property: DataProperty<Dataset> in [
      .noDuplicates(similarity: 0.2), .noContradictions(similarity: 1.1), .balanced(atLeast: -1),
      .labelNoise(atMost: 2),
      .examplesPerClass(atLeast: 0), .usablePixels(span: .nan),
    ] {
      await #expect(throws: AssayError.self) { try await check(property, Digits.test) }
    }
  }
}

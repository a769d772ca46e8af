import AssayBase
import AssayCheck
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTestSupport
import Foundation
import Testing

/// What a falsified robustness claim hands back is what it says: failing, in the ball, and minimal.
@Suite struct CounterexampleTests {
  @Test(arguments: ["linf", "l2"], 1...12 as ClosedRange<UInt64>)
  func minimalImagesFail(norm: String, seed: UInt64) async throws {
    let model = try FixtureModel.digitsStandard
    let ball: PerturbationBall = norm == "linf" ? .linf(0.15) : .l2(1)
    let attack = Attack.pgd(ball, steps: 20)
    let property = Property<Network>.accuracy(under: attack, atLeast: 0.9)
    let verdict = try await verdict(property, of: model, seed: seed)
    #expect(verdict.outcome == .falsified, "\(verdict.summary)")
    let counterexample = try #require(verdict.counterexample)
    let reduction = try #require(counterexample.reduction)
    let judge = IndependentJudge(model: model, counterexample: counterexample, norm: norm, epsilon: ball.epsilon)

    // The original is the example, on the grid.
    let example = try Digits.test.example(at: counterexample.index)
    #expect(Image(counterexample.original) == example.image && counterexample.label == example.label)
    #expect(!(try judge.fails(counterexample.original.bytes)))
    // As it is, from the file, and from a PNG.
    #expect(try judge.fails(counterexample.failing.bytes))
    let fromFile = try ImageCounterexample(json: counterexample.json())
    #expect(fromFile == counterexample)
    #expect(try judge.fails(fromFile.failing.bytes))
    #expect(try judge.fails(PNG.decode(PNG.encode(counterexample.failing)).bytes))
    // Nothing can be restored.
    #expect(reduction.is1Minimal)
    #expect(try judge.restorable() == [])
    // The figures are those of the images.
    let changes = zip(counterexample.original.bytes, counterexample.failing.bytes).map { abs(Int($0) - Int($1)) }
    #expect(reduction.changedPixels == judge.changed.count && reduction.changedPixels >= 1)
    #expect(reduction.changedPixels <= reduction.changedPixelsBefore)
    #expect(reduction.totalChange == changes.reduce(0, +) && reduction.largestChange == changes.max())
    #expect(reduction.norm == norm && reduction.epsilon == ball.epsilon && reduction.attack == attack.description)
    #expect(reduction.trials > 0 && reduction.trials <= untimed.trials + 512)
    let pixels = reduction.changedPixels == 1 ? "1 pixel" : "\(reduction.changedPixels) pixels"
    #expect(
      counterexample.summary
        == "digits/test #\(counterexample.index), label \(counterexample.label) → \(counterexample.prediction), "
        + "\(pixels) changed (from \(reduction.changedPixelsBefore)), largest change \(reduction.largestChange)/255, "
        + "read back from PNG")
    try expectPicture(counterexample)
    try expectWorst(verdict, property: property, attack: attack, ball: ball, seed: seed)
  }

  @Test func anExampleFromAFileIsCalledByIt() async throws {
    try await TemporaryFolder.with { folder in
      for index in 0..<40 {
        let example = try Digits.test.example(at: index)
        let file = folder.file("photos/\(example.label)/\(index).png")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try PNG.encode(ByteImage(example.image)).write(to: file)
      }
      let loading = ImageLoading(preparation: ImagePreparation(channels: .gray))
      let data = try Dataset(folder: folder.file("photos"), loading: loading)
      try #require(data.classNames == (0..<10).map(String.init), "a folder for each class")
      let verdict = try await verdict(
        .accuracy(under: .pgd(.linf(0.6), steps: 10), atLeast: 0.9), of: FixtureModel.digitsStandard, on: data)
      let counterexample = try #require(verdict.counterexample)
      let file = try #require(counterexample.file)
      #expect(try data.file(at: counterexample.index)?.hasSuffix("photos/" + file) == true)
      #expect(counterexample.summary.hasPrefix("photos #\(counterexample.index) (\(file)), label"))
      #expect(try ImageCounterexample(json: counterexample.json()) == counterexample)
    }
  }

  private func expectPicture(_ counterexample: ImageCounterexample) throws {
    let data = try counterexample.png()
    let picture = try PNG.decode(data)
    #expect(picture.channels == 3 && picture.height > 64)
    // Three panels side by side, wider than high.
    #expect(picture.width > picture.height)
    #expect(try PNG.text(in: data).contains { $0.keyword == "Title" && $0.value == counterexample.property })
  }

  /// The worst case's size is at most ε, and is that of the smallest ball in which the same attack fools the model.
  private func expectWorst(
    _ verdict: Verdict, property: Property<Network>, attack: Attack, ball: PerturbationBall, seed: UInt64
  ) throws {
    let worst = try #require(verdict.worst)
    let (images, labels) = try Digits.test.batch(at: [worst.index])
    let fates = try attack.smallestBall(halvings: 6).run(
      on: FixtureModel.digitsStandard, images: images, labels: labels, indices: [worst.index],
      key: runKey(seed, property.name)
    ).fates
    let fate = try #require(fates.first)
    #expect(fate.isFooled && !fate.wasMisclassified && fate.distance <= ball.epsilon * 1.00001)
    #expect(PerturbationBall(ball.norm, fate.distance).roundedDescription == worst.distance)
    #expect(fate.prediction == worst.prediction && worst.label == labels[0])
  }

  @Test func anExampleThatIsWrongAlreadyIsUnchanged() async throws {
    let model = try FixtureModel.digitsStandard
    let (images, labels) = try Digits.test.batch(at: Array(0..<360))
    let predictions = try model.logits(for: images).labels
    let wrong = (0..<360).filter { predictions[$0] != labels[$0] }
    let data = try Digits.test.subset(wrong)
    for property in [
      Property<Network>.accuracy(under: .pgd(.linf(0.1)), atLeast: 0.5), .accuracy(atLeast: 0.5),
    ] {
      let verdict = try await verdict(property, of: model, on: data)
      #expect(verdict.outcome == .falsified)
      let counterexample = try #require(verdict.counterexample)
      #expect(counterexample.original == counterexample.failing && counterexample.reduction == nil)
      #expect(counterexample.prediction != counterexample.label && verdict.worst == nil)
      #expect(counterexample.prediction == predictions[wrong[counterexample.index]])
      #expect(counterexample.summary.hasSuffix("the model says \(counterexample.prediction); nothing is changed"))
      #expect(try ImageCounterexample(json: counterexample.json()) == counterexample)
      let picture = try PNG.decode(counterexample.png())
      #expect(picture.width > 0 && picture.height > 0)
    }
  }

  /// Two channels fit no PNG: the verdict stands without a picture.
  @Test func picturesThatCannotBeDrawnKeepTheVerdict() async throws {
    let architecture = Architecture("two-channels", input: [2, 3, 3], classes: 2) {
      Flatten()
      Linear("fc", 18, 2)
    }
    let model = Network(architecture, key: RandomKey(seed: 4))
    let size = ImageSize(channels: 2, height: 3, width: 3)
    let images = try (0..<8).map { image in
      try Image(size: size, values: (0..<18).map { Float(($0 * 7 + image * 5) % 11) / 10 })
    }
    let predictions = try images.map { try model.label(of: $0) }
    let right = try Dataset(name: "two", images: images, labels: predictions, classNames: ["a", "b"])
    let wrong = try Dataset(name: "two", images: images, labels: predictions.map { 1 - $0 }, classNames: ["a", "b"])
    let attacked = try await verdict(.accuracy(under: .pgd(.linf(1)), atLeast: 1), of: model, on: right)
    #expect(attacked.outcome == .falsified && attacked.counterexample == nil && attacked.worst != nil)
    #expect(attacked.reason?.contains("1, 3 or 4 channels") == true)
    for property in [Property<Network>.accuracy(atLeast: 0.9), .always("false") { _, _ in false }] {
      let verdict = try await verdict(property, of: model, on: wrong)
      #expect(verdict.outcome == .falsified && verdict.counterexample == nil && verdict.reason != nil)
    }
  }

  /// An example between the steps of 8 bits is reduced from its picture, and stays in the ball around the example itself.
  @Test func examplesBetweenTheSteps() async throws {
    let model = try FixtureModel.digitsStandard
    let size = ImageSize(channels: 1, height: 8, width: 8)
    let images = try (0..<40).map { index in
      try Image(size: size, values: Digits.test.example(at: index).image.values.map { 0.001 + 0.997 * $0 })
    }
    let data = try Dataset(name: "between", images: images, labels: (0..<40).map { try Digits.test.label(at: $0) })
    for (ball, norm) in [(PerturbationBall.linf(0.15), "linf"), (.l2(1), "l2")] {
      let verdict = try await verdict(.accuracy(under: .pgd(ball, steps: 20), atLeast: 0.9), of: model, on: data)
      let counterexample = try #require(verdict.counterexample)
      let judge = IndependentJudge(model: model, counterexample: counterexample, norm: norm, epsilon: ball.epsilon)
      #expect(try judge.fails(counterexample.failing.bytes) && judge.restorable() == [])
      let example = try data.example(at: counterexample.index).image
      #expect(try !example.isOnByteGrid && counterexample.original == ByteImage(example))
      let changes = zip(Image(counterexample.failing).values, example.values).map { abs(Double($0) - Double($1)) }
      let distance = norm == "linf" ? changes.max() ?? 0 : changes.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(distance <= ball.epsilon + 1e-6)
    }
  }

  /// A failure that only lies between the steps of 8 bits has no picture; what fails rounded has one, of what fails.
  @Test func unchangedExamplesBetweenTheSteps() async throws {
    let model = try FixtureModel.digitsStandard
    let size = ImageSize(channels: 1, height: 8, width: 8)
    let image = try Image(size: size, values: (0..<64).map { Float($0) / 64 + 0.001 })
    let data = try Dataset(name: "between", images: [image], labels: [0])
    let between = try await verdict(
      .always("on the grid") { _, example in example.image.isOnByteGrid }, of: model, on: data)
    #expect(between.outcome == .falsified && between.counterexample == nil)
    #expect(between.reason?.contains("false") == true)
    let dark = try await verdict(.always("dark") { _, example in example.image.values[63] < 0.5 }, of: model, on: data)
    let counterexample = try #require(dark.counterexample)
    #expect(Image(counterexample.failing).values[63] >= 0.5)
  }

  /// A targeted attack's failure is its target, also after the reduction.
  @Test(arguments: [1, 3, 8])
  func targetedAttacksKeepTheirTarget(offset: Int) async throws {
    let model = try FixtureModel.digitsStandard
    let attack = Attack.pgd(.linf(0.3), steps: 20, target: .offset(offset))
    let result = try await verdict(.accuracy(under: attack, atLeast: 0.99), of: model, on: Digits.test.prefix(60))
    let counterexample = try #require(result.counterexample)
    #expect(counterexample.prediction == (counterexample.label + offset) % 10)
    let judge = IndependentJudge(model: model, counterexample: counterexample, norm: "linf", epsilon: 0.3)
    #expect(try judge.fails(counterexample.failing.bytes) && judge.restorable() == [])
  }

  /// Without a budget the attacked image itself is still verified, and the verdict stands.
  @Test func reductionsWithoutBudget() async throws {
    let model = try FixtureModel.digitsStandard
    for budget in [ShrinkBudget(trials: 0, seconds: 0), ShrinkBudget(trials: 1, seconds: 100)] {
      let verdict = try await CheckRunner(CheckConfiguration(seed: 2, shrinking: budget)).run(
        .accuracy(under: .pgd(.linf(0.15), steps: 20), atLeast: 0.9), of: model, on: Digits.test)
      let counterexample = try #require(verdict.counterexample)
      let judge = IndependentJudge(model: model, counterexample: counterexample, norm: "linf", epsilon: 0.15)
      #expect(try verdict.outcome == .falsified && judge.fails(counterexample.failing.bytes))
      #expect(try counterexample.reduction?.is1Minimal == judge.restorable().isEmpty)
    }
  }

  /// Any larger ball than the box is as good as the box, and nothing traps.
  @Test func enormousBalls() async throws {
    let model = try FixtureModel.digitsStandard
    for ball in [PerturbationBall.linf(3), .linf(1e12), .l2(1e12)] {
      let verdict = try await verdict(
        .accuracy(under: .pgd(ball, steps: 5), atLeast: 0.9), of: model, on: Digits.test.prefix(6))
      #expect(verdict.outcome == .falsified)
      expectConsistent(verdict)
    }
  }
}

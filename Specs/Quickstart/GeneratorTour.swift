import Assay
import AssayFixtures
import Testing

/// One small claim for each family of generators, as a user would write it.
@Suite(.seed(2026), .cases(30))
struct GeneratorTour {
  let digits = Digits.test
  let robust: Network

  init() throws { robust = try FixtureModel.digitsAdversarial }

  @Test func picturesOfEveryKindGetAnAnswer() async throws {
    try await forAll(.image(for: robust)) { image in
      let probabilities = try robust.probabilities(of: image)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test func flippingTwiceIsNothing() async throws {
    let pictures = Generator<ImageSize>.imageSize(height: 1...40, width: 1...40).flatMap { .image(size: $0) }
    try await forAll(pictures) { image in
      #expect(image.flippedVertically().flippedVertically() == image)
    }
  }

  @Test func smallChangesKeepRightAnswers() async throws {
    try await forAll(.example(of: digits), .perturbation(in: .linf(2 / 255))) { example, change in
      try assume(robust.label(of: example.image) == example.label)
      let answer = try robust.label(of: change.applied(to: example.image))
      #expect(answer == example.label)
    }
  }

  @Test func changedExamplesStayInTheBall() async throws {
    let ball = PerturbationBall.l2(0.5)
    try await forAll(.example(of: digits, perturbedWithin: ball)) { example in
      let clean = try digits.example(at: example.index).image
      #expect(try ball.contains(example.image, around: clean))
    }
  }

  @Test func slightTurnsKeepRightAnswers() async throws {
    try await forAll(.example(of: digits), .transformation(rotation: -3...3, brightness: -0.02...0.02)) {
      example, change in
      try assume(robust.label(of: example.image) == example.label)
      let answer = try robust.label(of: change.applied(to: example.image))
      #expect(answer == example.label)
    }
  }

  @Test func noiseOfSeverityOneKeepsRightAnswers() async throws {
    try await forAll(.example(of: digits), .corruption(severity: 0...1, of: [.gaussianNoise, .speckleNoise])) {
      example, corruption in
      try assume(robust.label(of: example.image) == example.label)
      let answer = try robust.label(of: corruption.applied(to: example.image))
      #expect(answer == example.label)
    }
  }

  @Test func marginsOfAPairAreOpposite() async throws {
    try await forAll(.example(of: digits), .classPair(of: digits)) { example, pair in
      let logits = try robust.logits(of: example.image)
      let margin = logits[pair.original] - logits[pair.target]
      #expect(margin == -(logits[pair.target] - logits[pair.original]))
    }
  }

  @Test func frozenNetworksAnswerAlike() async throws {
    try await forAll(.network(for: digits), .image(like: digits)) { network, image in
      let (plain, frozen) = try (network.logits(of: image), network.frozen().logits(of: image))
      let scale = max(1, plain.map(\.magnitude).max() ?? 0)
      #expect(zip(plain, frozen).allSatisfy { abs($0 - $1) <= 1e-4 * scale })
    }
  }

  @Test func doublingATensorIsAddingIt() async throws {
    let tensors = Generator<Shape>.shape(rank: 1...4).flatMap { .tensor(shape: $0, in: -8...8) }
    try await forAll(tensors) { tensor in
      #expect((tensor + tensor).elements == tensor.elements.map { 2 * $0 })
    }
  }

  @Test func settingsOfAttacksAreValid() async throws {
    try await forAll(.logUniform(in: 1e-3...1.0), .powerOfTwo(in: 1...64), .anyCase(of: Norm.self)) {
      epsilon, steps, norm in
      let attack = Attack.pgd(PerturbationBall(norm, epsilon), steps: steps)
      #expect(attack.ball == PerturbationBall(norm, epsilon))
    }
  }

  @Test func bytesSurviveAPNG() async throws {
    try await forAll(.bytes(count: 12...12)) { bytes in
      let picture = try ByteImage(width: 2, height: 2, channels: 3, bytes: bytes)
      #expect(try PNG.decode(PNG.encode(picture)) == picture)
    }
  }
}

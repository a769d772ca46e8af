import AssayBase
import AssayCheck
import Testing

/// Guarantees that hold for every oracle, and refusals of bad input.
@Suite struct GridShrinkerTests {
  /// A random oracle over few pixels: monotone (a table of weights) or a hash of the image, which has no structure.
  struct RandomCase: Sendable {
    let seed: UInt64
    let clean: [UInt8]
    let attacked: [UInt8]
    let channels: Int
    let isMonotone: Bool
    let acceptsOneIn: UInt64

    func fails(_ image: [UInt8]) -> Bool {
      if image == attacked { return true }
      if image == clean { return false }
      if isMonotone {
        let parts = zip(image, zip(clean, attacked)).enumerated().map { index, values in
          let whole = abs(Int(values.1.1) - Int(values.1.0))
          let weight = Int(RandomKey(seed: seed).derived(index).hashed % 100)
          return whole == 0 ? 0 : weight * abs(Int(values.0) - Int(values.1.0)) / whole
        }
        let most = zip(clean, attacked).enumerated().reduce(0) { sum, value in
          value.element.0 == value.element.1 ? sum : sum + Int(RandomKey(seed: seed).derived(value.offset).hashed % 100)
        }
        return parts.reduce(0, +) * 2 >= most
      }
      return image.reduce(RandomKey(seed: seed)) { $0.derived(Int($1)) }.hashed % acceptsOneIn == 0
    }
  }

  static let cases = Generator<RandomCase> { source in
    let channels = try source.integer(in: 1...3)
    let pixels = try source.integer(in: 1...12)
    let count = channels * pixels
    let clean = try (0..<count).map { _ in UInt8(clamping: try source.integer(in: 0...255)) }
    var attacked = try clean.map { UInt8(clamping: Int($0) + (try source.integer(in: -30...30))) }
    if attacked == clean { attacked[0] = clean[0] == 0 ? 1 : clean[0] - 1 }
    return RandomCase(
      seed: UInt64(try source.integer(in: 0...1_000_000)), clean: clean, attacked: attacked, channels: channels,
      isMonotone: try source.boolean(), acceptsOneIn: UInt64(try source.integer(in: 2...12)))
  }

  struct Broken: KeyedFailure {
    let failureKey: String
  }

  @Test(arguments: [3, 40, 2_000])
  func resultsFailAndAre1MinimalWhateverTheBudget(trials: Int) async throws {
    let falsifier = Falsifier("1-minimal", over: Self.cases, seed: 17, cases: 150)
    let report = try await falsifier.run { sample in
      let shrinker = try GridShrinker(
        clean: sample.clean, channels: sample.channels, budget: ShrinkBudget(trials: trials, seconds: 600))
      let result = try await shrinker.reduce(sample.attacked) { images in images.map(sample.fails) }
      guard sample.fails(result.bytes) else { throw Broken(failureKey: "the result does not fail") }
      guard result.is1Minimal else { throw Broken(failureKey: "not called 1-minimal") }
      guard (result.changedPixels, result.totalChange) <= (result.changedPixelsBefore, result.totalChangeBefore)
      else { throw Broken(failureKey: "the result is larger") }
      var changed = 0
      for pixel in 0..<sample.clean.count / sample.channels {
        let range = pixel * sample.channels..<(pixel + 1) * sample.channels
        guard result.bytes[range] != sample.clean[range] else { continue }
        changed += 1
        var restored = result.bytes
        restored.replaceSubrange(range, with: sample.clean[range])
        if sample.fails(restored) { throw Broken(failureKey: "a pixel can be restored") }
      }
      guard changed == result.changedPixels else { throw Broken(failureKey: "the count is wrong") }
      guard result.isMinimalInValues else {
        // Only a budget may leave a step that could be taken.
        if result.stop == .fixpoint { throw Broken(failureKey: "a value can be lowered") }
        return
      }
      for index in sample.clean.indices where result.bytes[index] != sample.clean[index] {
        var lowered = result.bytes
        lowered[index] = lowered[index] > sample.clean[index] ? lowered[index] - 1 : lowered[index] + 1
        if sample.fails(lowered) { throw Broken(failureKey: "a value was called minimal and is not") }
      }
    }
    #expect(report.isPassed, "\(report.outcome)")
  }

  @Test func theSameInputGivesTheSameResult() async throws {
    let sample = GridShrinkerLinearTests.LinearCase(seed: 9, pixels: 36, channels: 3, radius: 12, needed: 0.4)
    let shrinker = try GridShrinker(in: sample.ball, budget: ShrinkBudget(trials: 2_000, seconds: 600))
    let first = try await shrinker.reduce(sample.attacked) { $0.map(sample.fails) }
    let second = try await shrinker.reduce(sample.attacked) { $0.map(sample.fails) }
    #expect(first == second)
  }

  @Test func batchesStayWithinTheirBound() async throws {
    let sample = GridShrinkerLinearTests.LinearCase(seed: 2, pixels: 200, channels: 1, radius: 20, needed: 0.3)
    let shrinker = try GridShrinker(in: sample.ball, budget: ShrinkBudget(trials: 300, seconds: 600))
    var largest = 0
    var asked = 0
    let result = try await shrinker.reduce(sample.attacked) { images in
      largest = max(largest, images.count)
      asked += images.count
      return images.map(sample.fails)
    }
    #expect(largest <= 64)
    #expect(asked == result.trials)
    #expect(result.stop == .trials)
    #expect(result.is1Minimal)
  }

  /// An ℓ2 ball is no box: pushing every change to its end leaves it, and only a projection brings it back.
  @Test func aProjectionLetsOtherBallsTradeSizeForPixels() async throws {
    let clean = [UInt8](repeating: 100, count: 25)
    var attacked = clean
    for index in 0..<25 { attacked[index] = 110 }
    let radius = 50.0
    let norm = { (image: [UInt8]) in image.reduce(0.0) { $0 + (Double($1) - 100) * (Double($1) - 100) }.squareRoot() }
    let shrinker = try GridShrinker(in: GridBall(.l2, radius: radius, around: clean))
    // A sum of 120 inside a radius of 50 needs (120/50)² = 5.76, so six pixels of 20 each.
    let result = try await shrinker.reduce(attacked) { images in
      images.map { image in norm(image) <= radius && image.reduce(0) { $0 + Int($1) - 100 } >= 120 }
    }
    #expect(result.changedPixels == 6)
    #expect(result.totalChange == 120)
  }

  @Test func badInputIsRefused() async throws {
    func kind(_ body: () async throws -> Void) async -> AssayError.Kind? {
      do {
        try await body()
        return nil
      } catch { return (error as? AssayError)?.kind }
    }
    let clean: [UInt8] = [1, 2, 3, 4]
    #expect(await kind { _ = try GridShrinker(clean: clean, channels: 3) } == .shapeMismatch)
    #expect(await kind { _ = try GridShrinker(clean: clean, channels: 0) } == .shapeMismatch)
    #expect(
      await kind { _ = try GridShrinker(in: GridBall(.l1, radius: 1, around: clean, channels: 3)) } == .shapeMismatch)
    let shrinker = try GridShrinker(clean: clean, channels: 2)
    let yes: GridShrinker.Oracle = { $0.map { _ in true } }
    #expect(await kind { _ = try await shrinker.reduce([1], oracle: yes) } == .shapeMismatch)
    #expect(await kind { _ = try await shrinker.reduce(clean, oracle: yes) } == .empty)
    #expect(await kind { _ = try await shrinker.reduce([1, 2, 3, 5]) { $0.map { _ in false } } } == .invalidArgument)
    #expect(await kind { _ = try await shrinker.reduce([1, 2, 3, 5]) { _ in [] } } == .contractBroken)
    let linear = LinearOracle(clean: clean, weights: [1, 1, 1, 1], threshold: 1)
    #expect(await kind { _ = try await shrinker.reduce([1, 2, 3, 5], climbing: linear) } == .invalidArgument)
  }
}

extension RandomKey {
  /// The first random word of the key.
  fileprivate var hashed: UInt64 {
    var stream = RandomStream(self)
    return stream.next()
  }
}

import AssayBase
import AssayCheck
import Testing

/// Reductions up a slope, where the fewest pixels are known.
@Suite struct GridClimbTests {
  private static let budget = ShrinkBudget(trials: 2_000, seconds: 600)

  /// A linear score in a ball around gray, which needs a share of the most that the ball allows.
  struct Case: Sendable {
    let ball: GridBall
    let oracle: LinearOracle
    let start: [UInt8]

    init(_ norm: Norm, radius: Double, pixels: Int, channels: Int = 1, needed: Double, seed: UInt64) {
      var stream = RandomStream(RandomKey(seed: seed).derived("climb"))
      let clean = [UInt8](repeating: 128, count: pixels * channels)
      let weights = clean.map { _ in stream.integer(in: -1_000...1_000) }
      ball = GridBall(norm, radius: radius, around: clean, channels: channels)
      start = ball.farthest(along: weights.map(Double.init))
      let most = LinearOracle(clean: clean, weights: weights, threshold: 0).score(start)
      oracle = LinearOracle(
        clean: clean, weights: weights, threshold: max(1, Int(Double(most) * needed)), ball: ball)
    }

    /// The fewest pixels, those that give the most first: exact for a linear score.
    var fewest: Int {
      let slope = oracle.weights.map(Double.init)
      let pixels = 0..<ball.clean.count / ball.channels
      let alone = pixels.map { oracle.score(ball.farthest(along: slope, in: [$0])) }
      let order = pixels.sorted { (-alone[$0], $0) < (-alone[$1], $1) }
      return pixels.first { oracle.fails(ball.farthest(along: slope, in: Array(order.prefix($0 + 1)))) }.map { $0 + 1 }
        ?? 0
    }
  }

  @Test(arguments: Norm.allCases, 1...8 as ClosedRange<UInt64>)
  func fewestPixelsInAnyBall(norm: Norm, seed: UInt64) async throws {
    for (channels, needed) in [(1, 0.3), (1, 0.8), (3, 0.5)] {
      let radius: Double =
        switch norm {
        case .linf: 20
        case .l2: 100
        case .l1: 400
        case .l0: 12
        }
      let sample = Case(norm, radius: radius, pixels: 80, channels: channels, needed: needed, seed: seed)
      let result = try await GridShrinker(in: sample.ball, budget: Self.budget).reduce(
        sample.start, climbing: sample.oracle)
      #expect(sample.oracle.fails(result.bytes) && result.is1Minimal && result.isMinimalInValues)
      #expect(result.changedPixels == sample.fewest, "\(norm), \(channels) channels, needed \(needed)")
      #expect(result.trials <= 500)
    }
  }

  /// With the pixels at their ends but the weakest, Σ|Δ| is the least: no other values of as few pixels need less.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func leastChange(seed: UInt64) async throws {
    let sample = Case(.linf, radius: 20, pixels: 80, needed: 0.4, seed: seed)
    let result = try await GridShrinker(in: sample.ball, budget: Self.budget).reduce(
      sample.start, climbing: sample.oracle)
    let weights = sample.oracle.weights.map(abs).sorted(by: >)
    let before = weights.prefix(sample.fewest - 1).reduce(0, +) * 20
    let last = weights[sample.fewest - 1]
    let rest = (sample.oracle.threshold - before + last - 1) / last
    #expect(result.totalChange == (sample.fewest - 1) * 20 + rest)
  }

  /// A start that went the wrong way in many pixels: a slope turns them around, which nothing else may.
  @Test func pixelsTurnAround() async throws {
    let sample = Case(.linf, radius: 20, pixels: 100, needed: 0.1, seed: 3)
    var start = sample.start
    for place in stride(from: 0, to: start.count, by: 3) { start[place] = UInt8(256 - Int(start[place])) }
    try #require(sample.oracle.fails(start))
    let shrinker = try GridShrinker(in: sample.ball, budget: Self.budget)
    let result = try await shrinker.reduce(start, climbing: sample.oracle)
    #expect(result.changedPixels == sample.fewest && result.changedPixelsBefore == 100)
    let blind = try await shrinker.reduce(start) { $0.map(sample.oracle.fails) }
    #expect(blind.changedPixels >= result.changedPixels && blind.is1Minimal)
  }

  /// A slope is a hint: whatever it says, the result fails and nothing can be restored.
  @Test(arguments: ["nothing", "not a number", "too short", "backwards", "noise"])
  func slopesThatMislead(_ kind: String) async throws {
    let sample = Case(.linf, radius: 20, pixels: 60, needed: 0.3, seed: 5)
    let weights = sample.oracle.weights.map(Double.init)
    var stream = RandomStream(RandomKey(seed: 8))
    var oracle = sample.oracle
    oracle.toldSlope =
      switch kind {
      case "nothing": weights.map { _ in 0 }
      case "not a number": weights.map { _ in .nan }
      case "too short": []
      case "backwards": weights.map { -$0 }
      default: weights.map { _ in Double(stream.integer(in: -100...100)) }
      }
    let result = try await GridShrinker(in: sample.ball, budget: Self.budget).reduce(sample.start, climbing: oracle)
    #expect(oracle.fails(result.bytes) && result.is1Minimal)
    #expect(result.changedPixels < 60)
    for place in result.bytes.indices where result.bytes[place] != sample.ball.clean[place] {
      var restored = result.bytes
      restored[place] = sample.ball.clean[place]
      #expect(!oracle.fails(restored))
    }
  }

  @Test(arguments: [0, 1, 2, 17, 60, 150])
  func budgetsAreHonoured(trials: Int) async throws {
    let sample = Case(.linf, radius: 20, pixels: 300, needed: 0.3, seed: 6)
    let result = try await GridShrinker(in: sample.ball, budget: ShrinkBudget(trials: trials, seconds: 600)).reduce(
      sample.start, climbing: sample.oracle)
    #expect(result.trials <= max(1, trials) + max(256, trials))
    #expect(sample.oracle.fails(result.bytes) && result.stop == .trials)
    let isMinimal = result.bytes.indices.allSatisfy { place in
      var restored = result.bytes
      restored[place] = sample.ball.clean[place]
      return result.bytes[place] == restored[place] || !sample.oracle.fails(restored)
    }
    #expect(!result.is1Minimal || isMinimal, "what is called 1-minimal is")
  }

  @Test func secondsEndItWithTheBestSoFar() async throws {
    let sample = Case(.linf, radius: 20, pixels: 300, needed: 0.3, seed: 6)
    let result = try await GridShrinker(in: sample.ball, budget: ShrinkBudget(trials: 2_000, seconds: 0)).reduce(
      sample.start, climbing: sample.oracle)
    #expect(result.stop == .seconds && result.trials == 1 && result.bytes == sample.start && !result.is1Minimal)
  }

  @Test func cancellationGivesTheBestSoFar() async throws {
    let sample = Case(.linf, radius: 20, pixels: 300, needed: 0.3, seed: 6)
    let task = Task {
      let oracle = CancellingOracle(base: sample.oracle, allowed: 80)
      return try await GridShrinker(in: sample.ball, budget: Self.budget).reduce(sample.start, climbing: oracle)
    }
    let result = try await task.value
    #expect(result.stop == .cancelled && result.changedPixels < 300 && !result.is1Minimal)
    #expect(sample.oracle.fails(result.bytes))
  }

  /// Cancels its own task after so many images.
  private actor CancellingOracle: SlopedGridOracle {
    let base: LinearOracle
    var allowed: Int

    init(base: LinearOracle, allowed: Int) {
      self.base = base
      self.allowed = allowed
    }

    func judge(_ images: [[UInt8]]) async throws -> [GridJudgement] {
      allowed -= images.count
      if allowed < 0 { withUnsafeCurrentTask { $0?.cancel() } }
      return try await base.judge(images)
    }

    func slope(at image: [UInt8]) async throws -> [Double] { try await base.slope(at: image) }
  }

  @Test func sameInputSameResult() async throws {
    let sample = Case(.l2, radius: 90, pixels: 60, channels: 3, needed: 0.5, seed: 9)
    let shrinker = try GridShrinker(in: sample.ball, budget: Self.budget)
    let first = try await shrinker.reduce(sample.start, climbing: sample.oracle)
    #expect(try await shrinker.reduce(sample.start, climbing: sample.oracle) == first)
  }
}

import AssayBase
import AssayCheck
import Testing

/// Large images, of which the minimal failing change is known: the cost is bounded whatever the size.
@Suite struct GridLargeImageTests {
  private static let side = 128
  private static let budget = ShrinkBudget(trials: 2_000, seconds: 600)

  private struct Scene {
    let ball: GridBall
    let start: [UInt8]
    let needed: [Int]

    /// An image of which every pixel was changed, and the places of the few that matter.
    init(pixels: Int, channels: Int, seed: UInt64) {
      var stream = RandomStream(RandomKey(seed: seed).derived("large"))
      let count = side * side
      let clean = [UInt8](repeating: 100, count: count * channels)
      ball = GridBall(.linf, radius: 16, around: clean, channels: channels)
      start = clean.indices.map { _ in stream.integer(below: 2) == 0 ? 84 : 116 }
      var chosen: Set<Int> = []
      while chosen.count < pixels { chosen.insert(Int(stream.integer(below: UInt64(count)))) }
      needed = chosen.sorted()
    }
  }

  /// All of some scattered pixels must be changed by at least half: no slope, no order that would help.
  @Test(arguments: [(1, 1), (12, 1), (4, 3)])
  func scatteredPixels(pixels: Int, channels: Int) async throws {
    let scene = Scene(pixels: pixels, channels: channels, seed: 4)
    let result = try await GridShrinker(in: scene.ball, budget: Self.budget).reduce(scene.start) { images in
      images.map { image in
        scene.needed.allSatisfy { abs(Int(image[$0 * channels]) - 100) >= 8 }
      }
    }
    #expect(result.changedPixels == pixels && result.totalChange == 8 * pixels && result.is1Minimal)
    #expect(result.stop == .fixpoint && result.changedPixelsBefore == Self.side * Self.side)
  }

  /// A linear score with a few strong pixels among weak ones: the slope finds them, and without one the cost is bounded.
  @Test(arguments: [1, 3])
  func strongPixelsAmongWeakOnes(channels: Int) async throws {
    let scene = Scene(pixels: 10, channels: channels, seed: 5)
    var weights = [Int](repeating: 1, count: scene.start.count)
    for place in weights.indices where scene.start[place] < 100 { weights[place] = -1 }
    for pixel in scene.needed { weights[pixel * channels] *= 5_000 }
    let oracle = LinearOracle(clean: scene.ball.clean, weights: weights, threshold: 16 * 5_000 * 10, ball: scene.ball)
    let guided = try await GridShrinker(in: scene.ball, budget: Self.budget).reduce(scene.start, climbing: oracle)
    #expect(guided.changedPixels == 10 && guided.totalChange == 160 && guided.is1Minimal && guided.trials <= 400)
    let few = ShrinkBudget(trials: 200, seconds: 600)
    let blind = try await GridShrinker(in: scene.ball, budget: few).reduce(scene.start) { $0.map(oracle.fails) }
    #expect(oracle.fails(blind.bytes) && blind.stop == .trials && blind.trials <= 200 + 256)
    #expect(blind.changedPixels < scene.start.count / channels)
  }
}

import AssayBase
import AssayCheck
import Testing

/// Reductions whose fewest pixels are known: a linear score under a ball.
@Suite struct GridShrinkerLinearTests {
  struct LinearCase: Sendable {
    let clean: [UInt8]
    let attacked: [UInt8]
    let weights: [Int]
    let threshold: Int
    let channels: Int
    let radius: Int
    let ball: GridBall

    func score(_ image: [UInt8]) -> Int {
      // Index by index: a debug build takes microseconds for each step of a zip.
      var (sum, place) = (0, 0)
      while place < image.count {
        if image[place] != clean[place] { sum += weights[place] * (Int(image[place]) - Int(clean[place])) }
        place += 1
      }
      return sum
    }

    func fails(_ image: [UInt8]) -> Bool {
      ball.contains(image) && score(image) >= threshold
    }

    /// What each pixel gives at most, in the directions in which it was changed.
    var contributions: [Int] {
      (0..<clean.count / channels).map { pixel in
        (pixel * channels..<(pixel + 1) * channels).reduce(0) { sum, place in
          let up = attacked[place] > clean[place]
          let far = up ? min(radius, 255 - Int(clean[place])) : -min(radius, Int(clean[place]))
          return sum + (attacked[place] == clean[place] ? 0 : weights[place] * far)
        }
      }
    }

    /// The fewest pixels: the greatest contributions first, until the threshold is met.
    var fewestPixels: Int {
      var (sum, count) = (0, 0)
      for contribution in contributions.sorted(by: >) where sum < threshold {
        sum += contribution
        count += 1
      }
      return count
    }

    init(seed: UInt64, pixels: Int, channels: Int, radius: Int, needed: Double) {
      var stream = RandomStream(RandomKey(seed: seed).derived("linear"))
      let count = pixels * channels
      let clean = (0..<count).map { _ in UInt8(clamping: stream.integer(in: 0...255)) }
      let weights = (0..<count).map { _ in stream.integer(in: -1000...1000) }
      // Mostly along the weights, as an attack goes, but some values go the wrong way.
      let attacked = (0..<count).map { place -> UInt8 in
        let isUp = (weights[place] > 0) != (stream.integer(below: 10) == 0)
        let far = isUp ? min(255, Int(clean[place]) + radius) : max(0, Int(clean[place]) - radius)
        let part = stream.integer(in: 60...100)
        return UInt8(clamping: Int(clean[place]) + (far - Int(clean[place])) * part / 100)
      }
      self.clean = clean
      self.attacked = attacked
      self.weights = weights
      self.channels = channels
      self.radius = radius
      ball = GridBall(.linf, radius: Double(radius), around: clean, channels: channels)
      let full = zip(weights, zip(attacked, clean)).reduce(0) { $0 + $1.0 * (Int($1.1.0) - Int($1.1.1)) }
      threshold = max(1, Int(Double(full) * needed))
    }
  }

  @Test(arguments: 0..<40)
  func fewestPixelsOfALinearScore(seed: Int) async throws {
    let shape = [(64, 1, 38), (64, 3, 8), (100, 1, 20), (30, 3, 38)][seed % 4]
    let needed = [0.15, 0.3, 0.5, 0.8][seed / 4 % 4]
    let sample = LinearCase(
      seed: UInt64(seed), pixels: shape.0, channels: shape.1, radius: shape.2, needed: needed)
    let shrinker = try GridShrinker(in: sample.ball, budget: ShrinkBudget(trials: 2_000, seconds: 600))
    let result = try await shrinker.reduce(sample.attacked) { $0.map(sample.fails) }
    #expect(sample.fails(result.bytes))
    #expect(result.changedPixels == sample.fewestPixels, "from \(result.changedPixelsBefore), \(result.trials) trials")
    #expect(result.is1Minimal)
    if result.stop == .fixpoint { #expect(result.isMinimalInValues) }
  }
}

import AssayBase
import AssayCheck
import Testing

/// The balls on the 8-bit grid: nothing that they make is outside, and whole steps count as meant.
@Suite struct GridBallTests {
  private let clean: [UInt8] = [0, 1, 7, 100, 128, 250, 254, 255]

  private func bytes(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var stream = RandomStream(RandomKey(seed: seed).derived("grid ball"))
    return (0..<count).map { _ in UInt8(stream.integer(in: 0...255)) }
  }

  @Test func stepsAreWhole() {
    let cases: [(Double, Int)] = [
      (8 / 255, 8), (0.15, 38), (0.1, 25), (1 / 255, 1), (0.003, 0), (1, 255), (2, 255), (1e30, 255), (0, 0),
      (0.2, 51), (0.999 / 255, 0), (3 * (1 / 255), 3),
    ]
    for (epsilon, steps) in cases {
      let ball = GridBall(.linf, radius: epsilon * 255, around: [128, 0, 255])
      let (up, down) = (UInt8(clamping: 128 + steps), UInt8(clamping: 128 - steps))
      #expect(ball.contains([up, UInt8(clamping: steps), UInt8(clamping: 255 - steps)]), "ε \(epsilon)")
      #expect(ball.contains([down, 0, 255]))
      if steps < 127 {
        #expect(!ball.contains([up + 1, 0, 255]) && !ball.contains([down - 1, 0, 255]), "ε \(epsilon)")
        #expect(!ball.contains([128, UInt8(steps + 1), 255]))
      }
    }
  }

  @Test func edges() {
    let euclidean = GridBall(.l2, radius: 5, around: [10, 10, 10])
    #expect(euclidean.contains([13, 14, 10]) && euclidean.contains([15, 10, 10]) && euclidean.contains([7, 6, 10]))
    #expect(!euclidean.contains([13, 14, 11]) && !euclidean.contains([16, 10, 10]))
    let sum = GridBall(.l1, radius: 5, around: [10, 10, 10])
    #expect(sum.contains([12, 9, 12]) && sum.contains([5, 10, 10]) && !sum.contains([12, 8, 12]))
    let sparse = GridBall(.l0, radius: 1, around: [10, 10, 10, 10], channels: 2)
    #expect(
      sparse.contains([255, 0, 10, 10]) && sparse.contains([10, 10, 10, 11]) && !sparse.contains([10, 9, 9, 10]))
    #expect(!GridBall(.l2, radius: -1, around: [10]).contains([10]), "a negative radius holds nothing")
    #expect(!sum.contains([10, 10]), "another size is outside")
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>, Norm.allCases)
  func whatIsMadeIsInside(seed: UInt64, norm: Norm) {
    let (clean, wild) = (bytes(seed, 60), bytes(seed + 1_000, 60))
    let slope = bytes(seed + 2_000, 60).map { Double($0) - 127 }
    for radius in [0, 1, 2.5, 8, 38.25, 130, 255, 1_000, 1e20] as [Double] {
      for channels in [1, 3] {
        let ball = GridBall(norm, radius: radius, around: clean, channels: channels)
        let (limited, stretched) = (ball.limited(wild), ball.stretched(wild))
        let pixels = [0, 3, 7, 19]
        let (far, near) = (ball.farthest(along: slope), ball.farthest(along: slope, in: pixels))
        for image in [limited, stretched, far, near, clean] { #expect(ball.contains(image), "radius \(radius)") }
        #expect(ball.limited(limited) == limited && ball.limited(far) == far, "inside stays")
        for place in clean.indices {
          let direction = (Int(wild[place]) - Int(clean[place])).signum()
          for made in [limited, stretched] {
            let change = Int(made[place]) - Int(clean[place])
            #expect(change == 0 || change.signum() == direction, "no change turns around")
          }
          #expect(abs(Int(limited[place]) - Int(clean[place])) <= abs(Int(wild[place]) - Int(clean[place])))
          #expect(near[place] == clean[place] || pixels.contains(place / channels))
        }
      }
    }
  }

  @Test func stretchedGoesToTheEdge() {
    let ball = GridBall(.linf, radius: 8, around: clean)
    #expect(ball.stretched([1, 0, 7, 101, 127, 255, 255, 254]) == [8, 0, 7, 108, 120, 255, 255, 247])
    let euclidean = GridBall(.l2, radius: 10, around: [100, 100])
    // Two equal directions share the length: 10/√2 = 7.07.
    #expect(euclidean.stretched([101, 99]) == [107, 93])
    #expect(euclidean.stretched([101, 100]) == [110, 100])
    #expect(GridBall(.l1, radius: 11, around: [100, 100]).stretched([101, 99]) == [105, 95])
    #expect(
      GridBall(.l0, radius: 1, around: [100, 200]).stretched([101, 199]) == [100, 0], "where more is to be had")
  }

  /// The optimum of a linear score: ℓ∞ all to the end, ℓ1 the steepest first, ℓ2 in proportion, ℓ0 the richest pixels.
  @Test func farthestIsTheOptimum() {
    let slope = [3.0, -1, 0, 4]
    func farthest(_ norm: Norm, _ radius: Double, _ clean: [UInt8], channels: Int = 1) -> [UInt8] {
      GridBall(norm, radius: radius, around: clean, channels: channels).farthest(along: slope)
    }
    #expect(farthest(.linf, 10, [100, 100, 100, 100]) == [110, 90, 100, 110])
    #expect(farthest(.l1, 10, [100, 100, 100, 100]) == [100, 100, 100, 110])
    #expect(farthest(.l1, 10, [100, 100, 100, 249]) == [104, 100, 100, 255])
    #expect(farthest(.l0, 2, [100, 100, 100, 100]) == [255, 100, 100, 255])
    #expect(farthest(.l0, 1, [100, 100, 100, 250], channels: 2) == [255, 0, 100, 250])
    // 51 / √26 = 10.002: thirty, ten and forty steps.
    #expect(farthest(.l2, 51, [100, 100, 100, 100]) == [130, 90, 100, 140])
    // The last value has room for 5 only; √(51² - 5²) / √10 = 16.05 is left to the others.
    #expect(farthest(.l2, 51, [100, 100, 100, 250]) == [148, 84, 100, 255])
    #expect(GridBall(.linf, radius: 5, around: clean).farthest(along: [.nan]) == clean)
  }

  /// On a small grid, nothing in the ball has a higher linear score; ℓ2 loses less than a step of each value.
  @Test(arguments: 1...10 as ClosedRange<UInt64>, Norm.allCases)
  func nothingIsFarther(seed: UInt64, norm: Norm) {
    var stream = RandomStream(RandomKey(seed: seed).derived("farthest"))
    let clean = (0..<3).map { _ in UInt8(stream.integer(in: 0...12)) }
    let slope = (0..<3).map { _ in Double(stream.integer(in: -9...9)) }
    let radius = norm == .l0 ? Double(stream.integer(in: 0...3)) : Double(stream.integer(in: 0...9))
    let ball = GridBall(norm, radius: radius, around: clean)
    let score = { (image: [UInt8]) in
      zip(slope, zip(image, clean)).reduce(0.0) { $0 + $1.0 * (Double($1.1.0) - Double($1.1.1)) }
    }
    // ℓ0 goes to the ends of the range, the other balls no farther than 9 steps.
    let values: [UInt8] = norm == .l0 ? [255] + Array(0...12) : Array(0...21)
    var highest = 0.0
    for first in values {
      for second in values {
        for third in values where ball.contains([first, second, third]) {
          highest = max(highest, score([first, second, third]))
        }
      }
    }
    let found = score(ball.farthest(along: slope))
    let loss = norm == .l2 ? slope.map(abs).max() ?? 0 : 0
    #expect(found <= highest && found >= highest - loss, "\(found) of \(highest)")
  }
}

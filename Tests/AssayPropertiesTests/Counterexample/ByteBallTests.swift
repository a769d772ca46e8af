import AssayBase
import AssayCheck
import AssayPerturbations
import Testing

@testable import AssayProperties

/// The ball on the 8-bit grid: nothing that it makes is outside, and whole steps count as meant.
@Suite struct ByteBallTests {
  private let clean: [UInt8] = [0, 1, 7, 100, 128, 250, 254, 255]

  private func bytes(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var stream = RandomStream(RandomKey(seed: seed).derived("byte ball"))
    return (0..<count).map { _ in UInt8(stream.integer(in: 0...255)) }
  }

  @Test func stepsAreWhole() {
    let cases: [(Double, Int)] = [
      (8 / 255, 8), (0.15, 38), (0.1, 25), (1 / 255, 1), (0.003, 0), (1, 255), (2, 255), (1e30, 255), (0, 0),
      (0.2, 51), (0.999 / 255, 0), (3 * (1 / 255), 3),
    ]
    for (epsilon, steps) in cases {
      let ball = ByteBall(.linf(epsilon), around: [128, 0, 255])
      let (up, down) = (UInt8(clamping: 128 + steps), UInt8(clamping: 128 - steps))
      #expect(ball.contains([up, UInt8(clamping: steps), UInt8(clamping: 255 - steps)]), "ε \(epsilon)")
      #expect(ball.contains([down, 0, 255]))
      if steps < 127 {
        #expect(!ball.contains([up + 1, 0, 255]) && !ball.contains([down - 1, 0, 255]), "ε \(epsilon)")
        #expect(!ball.contains([128, UInt8(steps + 1), 255]))
      }
    }
  }

  @Test func edgeOfTheEuclideanBall() {
    let ball = ByteBall(.l2(5.0 / 255), around: [10, 10, 10])
    #expect(ball.contains([13, 14, 10]) && ball.contains([15, 10, 10]) && ball.contains([7, 6, 10]))
    #expect(!ball.contains([13, 14, 11]) && !ball.contains([16, 10, 10]))
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func whatIsMadeIsInside(seed: UInt64) {
    let (clean, wild) = (bytes(seed, 64), bytes(seed + 1_000, 64))
    for epsilon in [0, 0.02, 8 / 255, 0.15, 0.5, 1, 4, 1e20] as [Double] {
      for norm in Norm.allCases {
        let ball = ByteBall(PerturbationBall(norm, epsilon), around: clean)
        let (rounded, stretched) = (ball.rounded(wild), ball.stretched(wild))
        #expect(ball.contains(rounded) && ball.contains(stretched) && ball.contains(clean))
        #expect(ball.rounded(rounded) == rounded, "inside stays")
        for index in clean.indices {
          let direction = (Int(wild[index]) - Int(clean[index])).signum()
          for made in [rounded, stretched] {
            let change = Int(made[index]) - Int(clean[index])
            #expect(change == 0 || change.signum() == direction, "no change turns around")
          }
          #expect(abs(Int(rounded[index]) - Int(clean[index])) <= abs(Int(wild[index]) - Int(clean[index])))
        }
        expectReach(ball, clean, wild)
      }
    }
  }

  /// What the reach allows a reduction is again inside once it is projected.
  private func expectReach(_ ball: ByteBall, _ clean: [UInt8], _ wild: [UInt8]) {
    let reach = ball.reach
    #expect(zip(reach.lower, clean).allSatisfy { $0 <= $1 } && zip(reach.upper, clean).allSatisfy { $0 >= $1 })
    let extreme = wild.indices.map { wild[$0] > clean[$0] ? reach.upper[$0] : reach.lower[$0] }
    #expect(ball.contains(reach.project?(extreme) ?? extreme))
  }

  @Test func stretchedGoesToTheEdge() {
    let ball = ByteBall(.linf(8 / 255), around: clean)
    #expect(ball.stretched([1, 0, 7, 101, 127, 255, 255, 254]) == [8, 0, 7, 108, 120, 255, 255, 247])
    let euclidean = ByteBall(.l2(10.0 / 255), around: [100, 100])
    // Two equal directions share the length: 10/√2 = 7.07.
    #expect(euclidean.stretched([101, 99]) == [107, 93])
    #expect(euclidean.stretched([101, 100]) == [110, 100])
  }
}

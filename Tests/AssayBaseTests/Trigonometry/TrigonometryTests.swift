import AssayBase
import Foundation
import Testing

/// Our cosine against the C library's, in units of the last place.
@Suite struct TrigonometryTests {
  @Test func cosinesAgreeWithTheLibrary() {
    for index in 0...4000 {
      let x = Double(index) / 4000
      let (ours, library) = (Trigonometry.cosine(halfTurns: x), cos(x * .pi))
      // Near the root at ½ the library's argument is rounded: there the distance counts, not the last place.
      let unit = max(library.ulp, Double.pi.ulp / 4)
      #expect((ours - library).magnitude <= 4 * unit, "at \(x): \(ours), \(library)")
    }
  }

  @Test func corners() {
    #expect(Trigonometry.cosine(halfTurns: 0) == 1 && Trigonometry.cosine(halfTurns: 1) == -1)
    #expect(Trigonometry.cosine(halfTurns: 0.5) == 0)
    #expect((Trigonometry.cosine(halfTurns: 1.0 / 3) - 0.5).magnitude < 1e-15)
    for index in 0...100 {
      let x = Double(index) / 100
      #expect((Trigonometry.cosine(halfTurns: 1 - x) + Trigonometry.cosine(halfTurns: x)).magnitude < 1e-15)
    }
  }

  @Test func degreesAreExactAtQuarterTurnsAndAgreeElsewhere() {
    let corners: [(degrees: Double, sine: Double, cosine: Double)] = [
      (0, 0, 1), (90, 1, 0), (180, 0, -1), (270, -1, 0), (-90, -1, 0), (720, 0, 1),
    ]
    for corner in corners {
      let turn = Trigonometry.sineAndCosine(degrees: corner.degrees)
      #expect(turn.sine == corner.sine && turn.cosine == corner.cosine, "at \(corner.degrees)")
    }
    for degrees in stride(from: -725.0, through: 725, by: 3.7) {
      let turn = Trigonometry.sineAndCosine(degrees: degrees)
      #expect((turn.sine - sin(degrees / 180 * .pi)).magnitude < 1e-14, "at \(degrees)")
      #expect((turn.cosine - cos(degrees / 180 * .pi)).magnitude < 1e-14, "at \(degrees)")
    }
    #expect(Trigonometry.sineAndCosine(degrees: -1e-300).cosine == 1)
  }
}

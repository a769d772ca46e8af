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
}

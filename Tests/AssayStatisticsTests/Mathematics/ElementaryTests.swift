import AssayBase
import Testing

/// References were computed with 60 digits and rounded to the nearest double.
@Suite struct ElementaryTests {
  @Test func exponentialsAreWithinOneUnit() {
    let references: [(Double, Double)] = [
      (-745.0, Double.leastNonzeroMagnitude), (-708.5, 2.006132305331306e-308), (-300.25, 4.009422364622857e-131),
      (-37.5, 5.175555005801869e-17), (-1.0, 0.36787944117144233), (-0.3, 0.7408182206817179),
      (-1e-05, 0.9999900000499998), (0.0, 1.0), (1e-10, 1.0000000001), (0.25, 1.2840254166877414),
      (0.5, 1.6487212707001282), (1.0, 2.718281828459045), (2.5, 12.182493960703473), (10.0, 22026.465794806718),
      (88.7, 3.325986980250579e+38), (300.125, 2.201057464963801e+130), (709.7, 1.6549840276802644e+308),
    ]
    for (x, expected) in references { #expect(units(Elementary.exp(x), expected) <= 1, "exp(\(x))") }
  }

  @Test func logarithmsAreWithinOneUnit() {
    let references: [(Double, Double)] = [
      (Double.leastNonzeroMagnitude, -744.4400719213812), (1e-300 * 1e-10, -713.8013788281542),
      (2.3e-300, -689.9426187752786),
      (1e-09, -20.72326583694641), (0.1, -2.3025850929940455), (0.5, -0.6931471805599453),
      (0.7071, -0.346583180371942), (0.9999, -0.00010000500033334732), (1.0000001, 9.999999505838704e-08),
      (1.4142, 0.3465640001880033), (1.5, 0.4054651081081644), (2.0, 0.6931471805599453),
      (2.718281828459045, 1.0), (10.0, 2.302585092994046), (123456.789, 11.723646487185881),
      (1e+300, 690.7755278982137),
    ]
    for (x, expected) in references { #expect(units(Elementary.log(x), expected) <= 1, "log(\(x))") }
  }

  @Test func smallArgumentsKeepTheirDigits() {
    let logarithms: [(Double, Double)] = [
      (-0.9999, -9.210340371976294), (-0.5, -0.6931471805599453), (-0.001, -0.0010005003335835335),
      (-1e-12, -1.0000000000005e-12), (1e-17, 1e-17), (1e-09, 9.999999995e-10), (0.1, 0.09531017980432487),
      (0.41421, 0.3465710712986274), (1.0, 0.6931471805599453), (7.0, 2.0794415416798357),
      (1e+18, 41.44653167389282),
    ]
    let exponentials: [(Double, Double)] = [
      (-50.0, -1.0), (-3.0, -0.950212931632136), (-0.6, -0.45118836390597356), (-0.3, -0.2591817793182821),
      (-1e-09, -9.999999995e-10), (1e-17, 1e-17), (1e-05, 1.0000050000166668e-05), (0.3, 0.3498588075760031),
      (0.36, 0.43332941456034024), (1.0, 1.7182818284590453), (20.0, 485165194.4097903),
      (100.0, 2.6881171418161356e+43),
    ]
    for (x, expected) in logarithms { #expect(units(Elementary.log1p(x), expected) <= 2, "log1p(\(x))") }
    for (x, expected) in exponentials { #expect(units(Elementary.expm1(x), expected) <= 2, "expm1(\(x))") }
  }

  @Test func edgesFollowTheStandard() {
    #expect(Elementary.exp(.infinity) == .infinity && Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(709.8) == .infinity && Elementary.exp(-746) == 0 && Elementary.exp(.nan).isNaN)
    #expect(Elementary.expm1(.infinity) == .infinity && Elementary.expm1(-.infinity) == -1)
    #expect(Elementary.log(0) == -.infinity && Elementary.log(-1).isNaN && Elementary.log(.infinity) == .infinity)
    #expect(Elementary.log1p(-1) == -.infinity && Elementary.log1p(-1.5).isNaN && Elementary.log(1) == 0)
    #expect(Elementary.log1p(-0.0).sign == .minus && Elementary.expm1(-0.0).sign == .minus)
    #expect(Elementary.power(2, 10) == 1024 && Elementary.power(2, -2) == 0.25 && Elementary.power(0, 0) == 1)
    #expect(abs(Elementary.power(2.0, 0.5) - 2.0.squareRoot()) < 1e-15)
  }

  @Test func logarithmAndExponentialAreInverse() {
    var stream = RandomStream(RandomKey(seed: 1))
    for _ in 0..<2000 {
      let x = stream.unit() * 1400 - 700
      #expect(abs(Elementary.log(Elementary.exp(x)) - x) <= 2e-16 + x.ulp)
      let small = (stream.unit() - 0.5) * 1e-3
      #expect(abs(Elementary.log1p(Elementary.expm1(small)) - small) <= 3 * small.ulp)
    }
  }

  @Test func growsWithItsArgumentAcrossTheSeamsOfTheReduction() {
    for power in -20...20 {
      var x = (Double(power) + 0.5) * 0.6931471805599453 - 1e-13
      for _ in 0..<200 {
        #expect(Elementary.exp(x) <= Elementary.exp(x + 2e-15 * max(1, abs(x))))
        x += 1e-15 * max(1, abs(x))
      }
    }
  }

  /// The distance in units in the last place of the expected value.
  private func units(_ got: Double, _ expected: Double) -> Double {
    (got - expected).magnitude / expected.ulp
  }
}

import AssayBase
import Testing

/// References were computed with 60 digits and rounded to the nearest double.
@Suite struct SpecialFunctionsTests {
  @Test func gammaFunctionsAgreeWithReferences() {
    let logGammas: [(Double, Double)] = [
      (1e-05, 11.512919692895826), (0.3, 1.0957979948180756), (0.999, 0.0005780385328913802),
      (1.001, -0.0005763935982833062), (1.4616, -0.12148629003589732), (1.999, -0.0004224618006921073),
      (2.5, 0.2846828704729192), (7.0, 6.579251212010101), (11.9, 17.25847745059552), (12.1, 17.74700727079874),
      (1000.5, 5908.674175848678),
    ]
    let digammas: [(Double, Double)] = [
      (0.001, -1000.5755719318103), (0.5, -1.9635100260214235), (1.46, -0.0015805619870834522),
      (3.3, 1.0348224890596216), (20.0, 2.970523992242149), (1000000.0, 13.815510057964191),
    ]
    for (x, expected) in logGammas { #expect(isClose(SpecialFunctions.logGamma(x), expected, 2e-15), "\(x)") }
    for (x, expected) in digammas { #expect(isClose(SpecialFunctions.digamma(x), expected, 1e-15, 1e-15), "\(x)") }
    #expect(SpecialFunctions.logGamma(1) == 0 && SpecialFunctions.logGamma(2) == 0)
    #expect(SpecialFunctions.logGamma(0) == .infinity && SpecialFunctions.logGamma(-1).isNaN)
  }

  @Test func stirlingsRestIsContinuousAcrossItsTable() {
    for doubled in 1..<40 {
      let x = Double(doubled) / 2
      let direct = SpecialFunctions.logGamma(x) - ((x - 0.5) * Elementary.log(x) - x + 0.9189385332046728)
      #expect(isClose(SpecialFunctions.stirlingRest(x), direct, 1e-13, 2e-14))
    }
  }

  @Test func errorFunctionsAgreeWithReferences() {
    let errors: [(Double, Double)] = [
      (1e-10, 1.1283791670955126e-10), (0.1, 0.1124629160182849), (0.7, 0.6778011938374184),
      (1.4, 0.9522851197626488), (1.6, 0.976348383344644), (-2.5, -0.999593047982555),
    ]
    let complements: [(Double, Double)] = [
      (-1.0, 1.8427007929497148), (0.3, 0.6713732405408726), (0.6, 0.3961439091520741),
      (1.4999, 0.03390674833770473), (1.5001, 0.033882962279582506), (3.0, 2.209049699858544e-05),
      (10.0, 2.088487583762545e-45), (26.0, 5.663192408856143e-296),
    ]
    for (x, expected) in errors { #expect(isClose(SpecialFunctions.erf(x), expected, 2e-15)) }
    for (x, expected) in complements { #expect(isClose(SpecialFunctions.erfc(x), expected, 1e-14)) }
    #expect(SpecialFunctions.erfc(40) == 0 && SpecialFunctions.erfc(-40) == 2 && SpecialFunctions.erf(0) == 0)
  }

  @Test func incompleteFunctionsAgreeWithReferences() {
    let betas: [(Double, Double, Double, Double)] = [
      (0.3, 2, 5, 0.5798249999999999), (0.01, 0.5, 0.5, 0.06376856085851985), (0.99, 40, 3.5, 0.9971376763153096),
      (0.5, 300, 310, 0.6573251825149163),
    ]
    for (x, a, b, expected) in betas {
      let both = SpecialFunctions.regularizedBeta(x, a, b)
      #expect(isClose(both.lower, expected, 1e-13) && isClose(both.upper, 1 - expected, 1e-13))
      #expect(isClose(SpecialFunctions.regularizedBeta(1 - x, b, a).upper, expected, 1e-12))
    }
    let gammas: [(Double, Double, Double, Double)] = [
      (0.5, 0.1, 0.345279153981423, 0.654720846018577), (3, 10, 0.9972306042844884, 0.002769395715511576),
      (100, 80, 0.017108313035133115, 0.9828916869648668), (50.5, 90, 0.9999977559654378, 2.2440345622210746e-06),
    ]
    for (a, x, lower, upper) in gammas {
      let both = SpecialFunctions.regularizedGamma(a, x)
      #expect(isClose(both.lower, lower, 1e-13) && isClose(both.upper, upper, 1e-13))
    }
  }

  @Test func logarithmsOfBinomialCoefficientsAgreeWithReferences() {
    let references: [(Int, Int, Double)] = [
      (10, 3, 4.787491742782046), (52, 5, 14.77062192297037), (1000, 500, 689.4672615678512),
      (100000, 7, 72.06510688917604), (100000, 49999, 69308.7357794096),
    ]
    for (n, k, expected) in references { #expect(isClose(SpecialFunctions.logBinomial(n, k), expected, 1e-14)) }
    #expect(SpecialFunctions.logBinomial(5, 0) == 0 && SpecialFunctions.logBinomial(5, 6) == -.infinity)
  }

  @Test func quantilesInvertTheirDistributions() {
    var stream = RandomStream(RandomKey(seed: 2))
    for _ in 0..<150 {
      let p = stream.unit() < 0.5 ? stream.unit() : Elementary.exp(-30 * stream.unit())
      let (a, b) = (Elementary.exp(8 * stream.unit() - 2), Elementary.exp(8 * stream.unit() - 2))
      for upperTail in [false, true] {
        let (x, y) = SpecialFunctions.betaQuantile(p, a, b, upperTail: upperTail)
        let both = SpecialFunctions.regularizedBeta(x, complement: y, a, b)
        #expect(isClose(upperTail ? both.upper : both.lower, p, 1e-10), "beta \(a), \(b) at \(p)")
      }
      #expect(isClose(SpecialFunctions.normalCDF(SpecialFunctions.normalQuantile(p)), p, 1e-12))
      #expect(isClose(SpecialFunctions.regularizedGamma(a, SpecialFunctions.gammaQuantile(p, a)).lower, p, 1e-10))
      let t = SpecialFunctions.studentQuantile(p, degrees: a)
      #expect(isClose(SpecialFunctions.studentSurvival(-t, degrees: a), p, 1e-10))
    }
  }

  @Test func quantilesEndWhereTheirDistributionsDo() {
    #expect(SpecialFunctions.normalQuantile(0) == -.infinity && SpecialFunctions.normalQuantile(1) == .infinity)
    #expect(SpecialFunctions.normalQuantile(0.5) == 0 && SpecialFunctions.normalQuantile(1.1).isNaN)
    #expect(SpecialFunctions.normalQuantile(.leastNonzeroMagnitude) < -38)
    #expect(SpecialFunctions.normalQuantile(.nan).isNaN)
    #expect(SpecialFunctions.betaQuantile(0, 2, 3) == (0, 1) && SpecialFunctions.betaQuantile(1, 2, 3) == (1, 0))
    #expect(abs(SpecialFunctions.betaQuantile(0.5, 3, 3).value - 0.5) < 1e-15)
    #expect(SpecialFunctions.betaQuantile(0.5, 0, 3).value.isNaN)
    #expect(SpecialFunctions.chiSquaredQuantile(1, degrees: 3) == .infinity)
    #expect(SpecialFunctions.studentQuantile(0, degrees: 3) == -.infinity)
  }

  private func isClose(_ got: Double, _ expected: Double, _ relative: Double, _ absolute: Double = 0) -> Bool {
    (got - expected).magnitude <= absolute + relative * expected.magnitude
  }
}

import AssayBase
import AssayTestSupport

extension StatisticsOps {
  static func normalQuantile(_ goldenCase: GoldenCase) throws -> Roles {
    ["x": try goldenCase.numbers("p").map { SpecialFunctions.normalQuantile($0) }]
  }

  static func normal(_ goldenCase: GoldenCase) throws -> Roles {
    let points = try goldenCase.numbers("x")
    return [
      "cdf": points.map { SpecialFunctions.normalCDF($0) }, "log_cdf": points.map { SpecialFunctions.normalLogCDF($0) },
      "survival": points.map { SpecialFunctions.normalSurvival($0) },
    ]
  }

  static func betaQuantile(_ goldenCase: GoldenCase) throws -> Roles {
    let (a, b) = (try goldenCase.number("a"), try goldenCase.number("b"))
    return ["x": try goldenCase.numbers("p").map { SpecialFunctions.betaQuantile($0, a, b).value }]
  }

  static func beta(_ goldenCase: GoldenCase) throws -> Roles {
    let (a, b) = (try goldenCase.number("a"), try goldenCase.number("b"))
    return ["cdf": try goldenCase.numbers("x").map { SpecialFunctions.regularizedBeta($0, a, b).lower }]
  }

  static func studentAndChiSquared(_ goldenCase: GoldenCase) throws -> Roles {
    let (degrees, levels) = (try goldenCase.number("df"), try goldenCase.numbers("p"))
    return [
      "t": levels.map { SpecialFunctions.studentQuantile($0, degrees: degrees) },
      "chi2": levels.map { SpecialFunctions.chiSquaredQuantile($0, degrees: degrees) },
    ]
  }

  static func special(_ goldenCase: GoldenCase) throws -> Roles {
    let (points, errorPoints) = (try goldenCase.numbers("x"), try goldenCase.numbers("erf_x"))
    return [
      "lgamma": points.map { SpecialFunctions.logGamma($0) }, "digamma": points.map { SpecialFunctions.digamma($0) },
      "erf": errorPoints.map { SpecialFunctions.erf($0) },
      "erfc": errorPoints.filter { $0 > -20 }.map { SpecialFunctions.erfc($0) },
    ]
  }
}

extension GoldenCase {
  /// The number called `name` among the settings.
  func number(_ name: String) throws -> Double {
    guard let number = params[name]?.double else { throw missing(name, "number") }
    return number
  }

  /// The whole number called `name` among the settings.
  func integer(_ name: String) throws -> Int {
    guard let number = params[name]?.int else { throw missing(name, "whole number") }
    return number
  }

  /// The list of numbers called `name` among the settings; nested lists one after another.
  func numbers(_ name: String) throws -> [Double] {
    guard let list = params[name]?.flattenedNumbers else { throw missing(name, "list of numbers") }
    return list
  }

  /// The list of whole numbers called `name` among the settings; nested lists one after another.
  func integers(_ name: String) throws -> [Int] {
    try numbers(name).map { number in
      guard let whole = Int(exactly: number) else { throw missing(name, "list of whole numbers") }
      return whole
    }
  }

  private func missing(_ name: String, _ kind: String) -> AssayError {
    AssayError(
      .malformedData, "a setting is missing", expected: "a \(kind) \"\(name)\"", at: "golden case \(self.name)")
  }
}

extension ClosedRange<Double> {
  /// Both ends.
  var ends: [Double] { [lowerBound, upperBound] }
}

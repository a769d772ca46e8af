import AssayBase

/// The rank-sum test of two independent samples (Mann and Whitney, Annals of Mathematical Statistics 18, 1947).
public struct MannWhitneyTest: Sendable, Equatable {
  /// The most values, of both samples together, for which the exact p-value is computed.
  public static let exactLimit: Int = 200

  /// U of the first sample: the pairs in which its value is larger, and half of those in which both are equal.
  public let statistic: Double
  /// The sizes of the two samples.
  public let counts: [Int]

  private let doubledRanks: [Int]
  private let doubledRankSum: Int
  private let tieCorrection: Double

  /// Tests `a` against `b`; throws unless both have one or more finite values.
  public init(_ a: [Double], _ b: [Double]) throws {
    try Arguments.sample(a, least: 1, "a")
    try Arguments.sample(b, least: 1, "b")
    let ranks = Ranks(a + b)
    doubledRanks = ranks.doubled
    doubledRankSum = ranks.doubled[..<a.count].reduce(0, +)
    tieCorrection = ranks.tieCorrection
    counts = [a.count, b.count]
    statistic = Double(doubledRankSum - a.count * (a.count + 1)) / 2
  }

  /// The p-value by the normal approximation with continuity and tie correction; 1 when all values are equal.
  public func asymptoticPValue(_ alternative: Alternative = .twoSided) -> Double {
    let (n, m) = (Double(counts[0]), Double(counts[1]))
    let sum = n + m
    let variance = n * m / 12 * (sum + 1 - tieCorrection / (sum * (sum - 1)))
    guard variance > 0 else { return 1 }
    let (distance, deviation) = (statistic - n * m / 2, variance.squareRoot())
    return alternative.probability(
      atMost: SpecialFunctions.normalSurvival((-distance - 0.5) / deviation),
      atLeast: SpecialFunctions.normalSurvival((distance - 0.5) / deviation))
  }

  /// The exact p-value: every choice of the first sample from the pooled values is equally likely.
  ///
  /// Ties keep their mean ranks. Throws `.limitExceeded` above ``exactLimit`` values. Cost: n⁴ additions.
  public func exactPValue(_ alternative: Alternative = .twoSided) throws -> Double {
    let pooled = doubledRanks.count
    guard pooled <= Self.exactLimit else {
      throw AssayError(
        .limitExceeded, "too many values for the exact test", expected: "at most \(Self.exactLimit)",
        found: "\(pooled)", advice: "Use asymptoticPValue, which is accurate here")
    }
    // Without ties all doubled ranks are even.
    let unit = doubledRanks.allSatisfy { $0 % 2 == 0 } ? 2 : 1
    let ways = Self.waysBySum(ranks: doubledRanks.map { $0 / unit }, choosing: counts[0])
    let observed = doubledRankSum / unit
    let all = ways.reduce(0, +)
    return alternative.probability(
      atMost: ways[...observed].reduce(0, +) / all, atLeast: ways[observed...].reversed().reduce(0, +) / all)
  }

  /// In how many ways `chosen` of the ranks add up to each sum.
  private static func waysBySum(ranks: [Int], choosing chosen: Int) -> [Double] {
    let ascending = ranks.sorted()
    let width = ascending.suffix(chosen).reduce(0, +) + 1
    var ways = [Double](repeating: 0, count: (chosen + 1) * width)
    ways[0] = 1
    ways.withUnsafeMutableBufferPointer { table in
      var (largest, seen) = (0, 0)
      for rank in ascending {
        largest = min(largest + rank, width - 1)
        seen += 1
        for size in stride(from: min(seen, chosen), to: 0, by: -1) where largest >= rank {
          let (row, before) = (size * width, (size - 1) * width - rank)
          var sum = largest
          while sum >= rank {
            table[row + sum] += table[before + sum]
            sum -= 1
          }
        }
      }
    }
    return Array(ways[(chosen * width)...])
  }
}

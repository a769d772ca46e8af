import AssayBase

/// The number of successes among draws without replacement from a finite population.
public struct HypergeometricDistribution: Sendable, Equatable {
  /// The size of the population.
  public let population: Int
  /// The successes in the population, 0 to `population`.
  public let successes: Int
  /// The number of draws, 0 to `population`.
  public let draws: Int

  /// Makes a distribution; throws `.invalidArgument` for counts that do not fit each other.
  public init(population: Int, successes: Int, draws: Int) throws {
    try Arguments.count(population, "population")
    for (count, name) in [(successes, "successes"), (draws, "draws")] where count < 0 || count > population {
      throw AssayError(
        .invalidArgument, "the count does not fit the population", expected: "0 to \(population)", found: "\(count)",
        at: name)
    }
    self.population = population
    self.successes = successes
    self.draws = draws
  }

  /// The counts that are possible.
  public var support: ClosedRange<Int> {
    let least = max(0, draws - (population - successes))
    return least...max(least, min(draws, successes))
  }

  /// The logarithm of the probability of exactly `count` successes; minus infinity where that is impossible.
  public func logProbability(_ count: Int) -> Double {
    Self.logProbability(count, draws - count, successes: successes, population: population)
  }

  /// The logarithm of the probability to draw `hits` successes and `misses` failures.
  ///
  /// As a quotient of three binomial probabilities with p = draws / population, each in saddle-point form, so that no
  /// large log-gammas cancel.
  static func logProbability(_ hits: Int, _ misses: Int, successes: Int, population: Int) -> Double {
    let draws = hits + misses
    guard hits >= 0, misses >= 0, hits <= successes, misses <= population - successes else { return -.infinity }
    if draws == 0 || draws == population { return 0 }
    return logWeight(hits, misses, successes: successes, population: population)
      - logNormalizer(draws: draws, population: population)
  }

  /// The part of the probability that depends on the number of successes; minus infinity where that is impossible.
  static func logWeight(_ hits: Int, _ misses: Int, successes: Int, population: Int) -> Double {
    let draws = hits + misses
    let p = Double(draws) / Double(population)
    let q = Double(population - draws) / Double(population)
    return BinomialDistribution.logProbability(hits, of: successes, p, q)
      + BinomialDistribution.logProbability(misses, of: population - successes, p, q)
  }

  /// The part that does not.
  static func logNormalizer(draws: Int, population: Int) -> Double {
    let p = Double(draws) / Double(population)
    let q = Double(population - draws) / Double(population)
    return BinomialDistribution.logProbability(draws, of: population, p, q)
  }
}

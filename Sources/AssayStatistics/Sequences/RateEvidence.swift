import AssayBase

/// The outcomes of one step of a ``ProportionSequence``, and which populations they exclude.
struct RateEvidence {
  /// Outcomes of the kind whose rate is bounded from below.
  let hits: Int
  /// The other outcomes.
  let misses: Int
  /// The size of the population, or nil when it is infinite.
  let population: Int?
  /// The likelihood at which a rate is excluded, as its logarithm: of the counts without what all counts share, or of
  /// this very sequence of outcomes in an infinite population.
  private let limit: Double

  /// ln π, the logarithm of B(½, ½).
  private static let logPi = 1.1447298858494002
  /// A rate is excluded only beyond the rounding errors of the logarithms.
  private static let slack = 1e-9

  /// The evidence of `hits` and `misses`, not both zero.
  init(hits: Int, misses: Int, population: Int?, logSignificance: Double) {
    // The prior mean of the probability of this very sequence is B(h + ½, m + ½) / B(½, ½).
    let marginal = SpecialFunctions.logBeta(Double(hits) + 0.5, Double(misses) + 0.5) - Self.logPi
    var limit = logSignificance + marginal - Self.slack
    if let population {
      limit += SpecialFunctions.logBinomial(hits + misses, hits)
      limit += HypergeometricDistribution.logNormalizer(draws: hits + misses, population: population)
    }
    self.init(hits: hits, misses: misses, population: population, limit: limit)
  }

  private init(hits: Int, misses: Int, population: Int?, limit: Double) {
    self.hits = hits
    self.misses = misses
    self.population = population
    self.limit = limit
  }

  /// The same evidence seen from the other outcome.
  var swapped: RateEvidence {
    RateEvidence(hits: misses, misses: hits, population: population, limit: limit)
  }

  /// Whether some rate satisfies both bounds.
  func isConsistent(_ bound: RateBound, _ other: RateBound) -> Bool {
    switch (bound, other) {
    case (.count(let a), .count(let b)): a + b <= population ?? 0
    case (.probability(let a), .probability(let b)): a + b <= 1
    default: false
    }
  }

  /// The least rate, from `bound` upwards, that this evidence does not exclude; nil when it excludes all of them.
  func leastHits(from bound: RateBound) -> RateBound? {
    switch bound {
    case .count(let count): leastCount(from: count, of: population ?? 0).map { .count($0) }
    case .probability(let probability): leastProbability(from: probability).map { .probability($0) }
    }
  }

  /// The likelihood is log-concave in the count with its peak at ⌊hits (N + 1) / draws⌋, so the counts that are not
  /// excluded are neighbours around it: gallop, then bisect.
  private func leastCount(from bound: Int, of size: Int) -> Int? {
    let draws = hits + misses
    let start = max(bound, hits)
    if draws == size { return start == hits ? hits : nil }
    func isExcluded(_ count: Int) -> Bool {
      HypergeometricDistribution.logWeight(hits, misses, successes: count, population: size) <= limit
    }
    let peak = min(hits * (size + 1) / draws, size - misses)
    if !isExcluded(start) { return start }
    if start >= peak { return nil }
    var (excluded, step) = (start, 1)
    while excluded + step < peak, isExcluded(excluded + step) {
      excluded += step
      step *= 2
    }
    var kept = min(excluded + step, peak)
    while kept - excluded > 1 {
      let middle = excluded + (kept - excluded) / 2
      if isExcluded(middle) { excluded = middle } else { kept = middle }
    }
    return kept
  }

  /// Newton's method on ln p ↦ ln likelihood, which is concave: from an excluded point it climbs towards the root without
  /// passing it, so the result is a valid bound wherever it stops.
  private func leastProbability(from bound: Double) -> Double? {
    let (s, f) = (Double(hits), Double(misses))
    if hits == 0 { return bound > 0 && excludes(bound) ? nil : bound }
    // Nothing is likelier than p^s, so the rates that even this excludes are a start.
    let start = max(bound, Elementary.exp(limit / s) * (1 - 1e-12))
    if start * (s + f) >= s { return excludes(start) ? nil : start }
    var logarithm = Elementary.log(start)
    for _ in 0..<60 {
      let p = Elementary.exp(logarithm)
      let error = s * logarithm + f * Elementary.log1p(-p) - limit
      if error >= 0 { break }
      let step = -error / (s - f * p / (1 - p))
      logarithm += step * (1 - 1e-12)
      if step < 1e-10 { break }
    }
    return max(bound, min(Elementary.exp(logarithm), s / (s + f)))
  }

  /// Whether this evidence excludes the probability `p` < 1.
  private func excludes(_ p: Double) -> Bool {
    let hitPart = hits == 0 ? 0 : Double(hits) * Elementary.log(p)
    let missPart = misses == 0 ? 0 : Double(misses) * Elementary.log1p(-p)
    return hitPart + missPart <= limit
  }
}

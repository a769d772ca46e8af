import AssayStatistics

/// After how many successes a claim about a rate is decided, case by case: what a sequence that looks after each case does.
///
/// Intervals are the intersections of those of all steps, so a claim is decided at the first step whose own evidence
/// decides it, and lines drawn once serve thousands of simulated runs.
struct VerdictLines {
  let threshold: Double
  let indifference: Double
  let confidence: Double
  let population: Int?
  /// The least successes after n cases with which the claim holds, and the most with which it is falsified.
  private var holds: [Int] = []
  private var falsified: [Int] = []

  init(
    atLeast threshold: Double, indifference: Double = 0, population: Int?, confidence: Double, cases limit: Int
  ) throws {
    self.threshold = threshold
    self.indifference = indifference
    self.confidence = confidence
    self.population = population
    for cases in 0...limit {
      holds.append(try Self.first(in: 0...cases + 1) { try decision(successes: $0, of: cases) == .holds })
      falsified.append(try Self.first(in: 0...cases + 1) { try decision(successes: $0, of: cases) != .falsified } - 1)
    }
  }

  /// The decision of a sequence that sees all cases at once.
  private func decision(successes: Int, of cases: Int) throws -> Decision {
    var sequence = try ProportionSequence(population: population, confidence: confidence)
    try sequence.observe(successes: successes, trials: cases)
    return try sequence.decision(atLeast: threshold, indifference: indifference)
  }

  /// The least number for which `isTrue`, which stays true from there on; the upper bound if there is none.
  private static func first(in range: ClosedRange<Int>, where isTrue: (Int) throws -> Bool) rethrows -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if try isTrue(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// How a run over `cases` ends, and after how many of them.
  func verdict(_ cases: [Bool]) -> (decision: Decision, cases: Int) {
    var successes = 0
    for (index, success) in cases.enumerated() {
      if success { successes += 1 }
      if successes >= holds[index + 1] { return (.holds, index + 1) }
      if successes <= falsified[index + 1] { return (.falsified, index + 1) }
    }
    return (.undecided, cases.count)
  }
}

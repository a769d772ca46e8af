import AssayBase
import AssayDatasets
import AssayStatistics

/// Follows the differences to a baseline, one example after another, until it is clear whether the model falls behind.
struct BaselineDecider {
  private let baseline: Baseline
  private let advice: String
  private let population: Int
  /// The examples by which the model may fall behind.
  private let allowed: Int
  private let tolerance: Double
  private var sequence: PairedSequence
  private var lost: [Int] = []
  private var gained: [Int] = []
  /// The examples not yet compared that the earlier model passed and failed: what can still be lost and gained.
  private var passedLeft = 0
  private var failedLeft = 0

  /// - Throws: `AssayError` when the data set is not the baseline's.
  init(
    _ baseline: Baseline, tolerance: Double, cases: [Int], data: Dataset, confidence: Double, advice: String
  ) throws {
    guard tolerance >= 0, tolerance <= 1 else {
      throw AssayError(
        .invalidArgument, "a tolerance must be a share", expected: "a number from 0 to 1", found: "\(tolerance)",
        at: "by")
    }
    guard baseline.outcomes.count == data.count else {
      throw AssayError(
        .shapeMismatch, "the data set is not the one of the baseline", expected: "\(baseline.outcomes.count) examples",
        found: "\(data.count)", at: data.name, advice: advice)
    }
    self.baseline = baseline
    self.advice = advice
    self.tolerance = tolerance
    for index in cases {
      switch baseline.outcomes[index] {
      case true?: passedLeft += 1
      case false?: failedLeft += 1
      case nil: break
      }
    }
    population = passedLeft + failedLeft
    guard population > 0 else {
      throw AssayError(.empty, "the baseline is about none of these examples", at: data.name, advice: advice)
    }
    let share = tolerance * Double(population)
    allowed = Int((share + 1e-9 + share * 0x1p-50).rounded(.down))
    sequence = try PairedSequence(population: population, confidence: confidence)
  }

  /// - Throws: `AssayError` when the example is not what it was.
  mutating func observe(_ example: Example, passes: Bool) throws {
    guard let passed = baseline.outcomes[example.index] else { return }
    guard Baseline.fingerprint(of: example) == baseline.examples[example.index] else {
      throw AssayError(
        .contractBroken, "the data set was changed since the baseline was recorded",
        found: "another example #\(example.index)", at: baseline.data, advice: advice)
    }
    if passed { passedLeft -= 1 } else { failedLeft -= 1 }
    if passed, !passes { lost.append(example.index) }
    if !passed, passes { gained.append(example.index) }
    try sequence.observe((passes ? 1 : 0) - (passed ? 1 : 0))
  }

  mutating func refresh() { sequence.refresh() }

  /// Certain where no outcome of the examples left can change it; else at the confidence.
  func decision() throws -> Decision {
    let behind = lost.count - gained.count
    if behind - failedLeft > allowed { return .falsified }
    if behind + passedLeft <= allowed { return .holds }
    return try sequence.decision(atLeast: -tolerance)
  }

  /// What has been found out so far.
  func comparison() throws -> BaselineComparison {
    let isComplete = sequence.isExhausted
    return BaselineComparison(
      model: baseline.model.name, compared: sequence.count, population: population, lost: lost.sorted(),
      gained: gained.sorted(), interval: sequence.interval, isBehind: try decision() == .falsified,
      pValue: isComplete ? try McNemarTest(onlyFirst: gained.count, onlySecond: lost.count).exactPValue : nil)
  }
}

import AssayImages
import Foundation

/// What a check found out, and on what evidence.
public struct Verdict: Sendable {
  /// How a check ends.
  public enum Outcome: String, Sendable, CaseIterable {
    /// The claim is true of all cases, or at the stated confidence.
    case holds
    /// The claim is not true: by a counterexample, by all cases, or at the stated confidence.
    case falsified
    /// The budget ended before either was certain.
    case undecided
    /// Something in the evaluation itself cannot be trusted: a failure that did not happen again, for instance.
    case unreliable
  }

  /// How the check ended; only ``Outcome/holds`` passes.
  public let outcome: Outcome
  /// The property's name.
  public let property: String
  /// What the model is called; empty for a claim about data alone.
  public let model: String
  /// What the data set is called.
  public let data: String
  /// The estimate of the rate or mean; `nil` for claims about every case.
  public let estimate: Double?
  /// Where the rate or mean lies at ``confidence``.
  public let interval: ClosedRange<Double>?
  /// The probability with which every interval and verdict of the run covers the truth.
  public let confidence: Double
  /// What the cases are: "examples", or "classes" for a claim about their numbers.
  package internal(set) var caseNoun: String = "examples"
  /// The cases evaluated.
  public let cases: Int
  /// The cases that the claim is about.
  public let population: Int
  /// The cases among those evaluated that did not pass.
  public let failures: Int
  /// The seed of the run.
  public let seed: UInt64
  /// The time that it took.
  public let seconds: Double
  /// Why the first failing case fails, or why the verdict is undecided or unreliable.
  public let reason: String?
  /// The smallest failing image found.
  public private(set) var counterexample: ImageCounterexample?
  /// The case that failed by the smallest change.
  public private(set) var worst: WorstCase?
  /// The soundness checks that failed where the claim would hold, which make it unreliable.
  public let doubts: [Doubt]
  /// What came of the saved counterexamples; `nil` when the test has none.
  public let saved: SavedReplay?
  /// How the model compares with its baseline; `nil` without one.
  public let baseline: BaselineComparison?
  /// What was found beside the estimate, a thing to know a line.
  public internal(set) var findings: [String] = []
  /// Examples that show that a claim about data does not hold.
  public internal(set) var exhibit: CounterexamplePicture?
  /// What this process measured, of a check whose cases are dealt to several.
  package private(set) var split: SplitCases?

  package init(
    outcome: Outcome, property: String, model: String, data: String, estimate: Double?,
    interval: ClosedRange<Double>?, confidence: Double, cases: Int, population: Int, failures: Int, seed: UInt64,
    seconds: Double, reason: String?, counterexample: ImageCounterexample?, worst: WorstCase?, doubts: [Doubt] = [],
    saved: SavedReplay? = nil, baseline: BaselineComparison? = nil
  ) {
    self.outcome = outcome
    self.property = property
    self.model = model
    self.data = data
    self.estimate = estimate
    self.interval = interval
    self.confidence = confidence
    self.cases = cases
    self.population = population
    self.failures = failures
    self.seed = seed
    self.seconds = seconds
    self.reason = reason
    self.counterexample = counterexample
    self.worst = worst
    self.doubts = doubts
    self.saved = saved
    self.baseline = baseline
  }

  /// The verdict on split cases, with what shows that it is falsified.
  func with(_ evidence: FailureEvidence?, split: SplitCases) -> Verdict {
    var copy = self
    copy.counterexample = evidence?.counterexample
    copy.worst = evidence?.worst
    copy.split = split
    return copy
  }

  /// Whether the check waits for the cases of other processes.
  package var isPartial: Bool { outcome == .undecided && (split?.shard.count ?? 1) > 1 }

  /// Whether the check could not run at all.
  var isRefusal: Bool { outcome == .unreliable && cases == 0 && saved == nil }

  /// Whether a saved counterexample alone decided, before any case of the data set.
  package var isDecidedBySaved: Bool { outcome == .falsified && cases == 0 && saved?.failing.isEmpty == false }

  /// The picture that shows a failure, as a PNG file; `nil` when there is none.
  ///
  /// - Throws: `AssayError` when it cannot be drawn.
  package func picture() throws -> Data? {
    if let counterexample { return try counterexample.png() }
    return try exhibit.map { try PNG.encode($0.rendered(), text: [PNGText(keyword: "Title", value: property)]) }
  }

  /// Whether the claim holds.
  public var passes: Bool { outcome == .holds }
}

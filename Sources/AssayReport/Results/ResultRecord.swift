import AssayProperties
import Foundation

/// What came of one check, as reports show it and the log keeps it: a verdict in words and figures, and its files.
public struct ResultRecord: Sendable, Equatable {
  /// Which run of a program it is of: checks of one process have the same.
  public var run: String
  /// When the check ended.
  public var date: Date
  /// The suite and the test, as "DigitRobustness" and "staysAccurate"; `nil` for checks outside tests.
  public var suite: String?
  /// The test in its suite.
  public var test: String?
  /// The claim in words.
  public let property: String
  /// How the check ended.
  public let outcome: Verdict.Outcome
  /// The first line: claim, outcome, figures.
  public let headline: String
  /// The further lines, each with one thing to know.
  public var details: [String]
  /// What the model is called; `nil` where a test has models of its own, as with `forAll`, and for claims about data.
  public var model: String?
  /// What the data set is called.
  public var data: String?
  /// The estimate of a rate or mean, and where it lies at the confidence.
  public var estimate: Double?
  /// The interval of the estimate.
  public var interval: ClosedRange<Double>?
  /// The probability with which the verdict is right.
  public var confidence: Double?
  /// The cases evaluated.
  public let cases: Int
  /// The cases that the claim is about; `nil` when there is no end to them.
  public var population: Int?
  /// The cases among those evaluated that did not pass.
  public let failures: Int
  /// The seed of the check.
  public let seed: UInt64
  /// The time that it took.
  public let seconds: Double
  /// The soundness checks that failed where the claim would hold.
  public var doubts: [Doubt] = []
  /// The counterexample in a line.
  public var counterexample: String?
  /// The files with the picture and with what runs it again, where they were saved.
  public var files: CounterexampleFiles?
  /// The bytes of the picture, for reports that hold it themselves; not part of the log.
  public var picture: Data?

  /// Puts a result together.
  public init(
    property: String, outcome: Verdict.Outcome, headline: String, details: [String] = [], cases: Int, failures: Int,
    seed: UInt64, seconds: Double
  ) {
    run = Self.processRun
    date = Date()
    self.property = property
    self.outcome = outcome
    self.headline = headline
    self.details = details
    self.cases = cases
    self.failures = failures
    self.seed = seed
    self.seconds = seconds
  }

  /// The result of a check, with the files of its counterexample.
  public init(_ verdict: Verdict, files: CounterexampleFiles? = nil) {
    self.init(
      property: verdict.property, outcome: verdict.outcome, headline: verdict.headline, details: verdict.details,
      cases: verdict.cases, failures: verdict.failures, seed: verdict.seed, seconds: verdict.seconds)
    model = verdict.model.isEmpty ? nil : verdict.model
    data = verdict.data
    estimate = verdict.estimate
    interval = verdict.interval
    confidence = verdict.confidence
    population = verdict.population
    doubts = verdict.doubts
    counterexample = verdict.counterexample?.summary
    picture = try? verdict.picture()
    self.files = files
  }

  /// Whether the claim holds.
  public var passes: Bool { outcome == .holds }

  /// The name of this process's run: when it began, and its number.
  public static let processRun: String =
    "\(Date().formatted(.iso8601))-\(ProcessInfo.processInfo.processIdentifier)"
}

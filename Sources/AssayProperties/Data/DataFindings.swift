import AssayDatasets
import AssayImages

/// What looking at data found out about a claim.
struct DataFindings: Sendable {
  /// How the claim ends.
  var outcome: Verdict.Outcome
  /// The examples, or the classes, that were looked at.
  var cases: Int
  /// What they are: "examples", "classes".
  var caseNoun = "examples"
  /// Those among them that break the claim.
  var failures: Int
  /// The share that a claim is about, where that can only be estimated, and where it lies.
  var estimate: Double?
  var interval: ClosedRange<Double>?
  /// What was found, a thing to know a line.
  var lines: [String]
  /// Examples that show it.
  var panels: [CounterexamplePicture.Panel] = []

  /// A claim that is broken when anything fails.
  init(cases: Int, failures: Int, lines: [String]) {
    outcome = failures == 0 ? .holds : .falsified
    self.cases = cases
    self.failures = failures
    self.lines = lines
  }

  /// As many examples as a reader looks at.
  static let shownExamples = 5

  /// An example as a panel of a picture; none where it cannot be drawn.
  static func panel(_ example: Example, of data: Dataset, _ caption: [String] = []) -> CounterexamplePicture.Panel? {
    guard let picture = try? ByteImage(example.image) else { return nil }
    return CounterexamplePicture.Panel(
      name: "\(data.name) #\(example.index)", picture: picture,
      caption: ["label \(data.classNames[example.label])"] + caption)
  }
}

import AssayImages
import AssayProperties
import AssayReport

/// Verdicts of every kind, with texts that markup must escape.
enum VerdictSamples {
  static let nasty = "a < b & \"c\" > 'd' \u{1}\u{1B}[31m\n]]></failure><script>alert(1)</script>"

  static func verdict(
    _ outcome: Verdict.Outcome, property: String = "accuracy ≥ 0.9", reason: String? = nil, estimate: Double? = 0.5,
    counterexample: ImageCounterexample? = nil
  ) -> Verdict {
    Verdict(
      outcome: outcome, property: property, model: "model", data: "data", estimate: estimate,
      interval: estimate.map { max(-1, $0 - 0.1)...min(1, $0 + 0.1) }, confidence: 0.999, cases: 10, population: 20,
      failures: 5, seed: .max, seconds: 1.25, reason: reason, counterexample: counterexample,
      worst: counterexample == nil ? nil : WorstCase(index: 3, label: 1, prediction: 2, distance: "ℓ∞ 5/255"))
  }

  static func counterexample(className: String = "one") throws -> ImageCounterexample {
    let image = try ByteImage(width: 2, height: 2, channels: 1, bytes: [0, 1, 2, 255])
    return ImageCounterexample(
      property: "accuracy ≥ 0.9", model: "model", data: "data", index: 3, label: 1, prediction: 0, original: image,
      failing: image, originalProbabilities: [0.75, 0.25], failingProbabilities: [0.75, 0.25],
      classNames: ["zero", className], reduction: nil)
  }

  /// One of each outcome, nasty where possible.
  static func results() throws -> CheckResults { try made.get() }

  /// Made once, since a record of a counterexample draws its picture.
  private static let made = Result { try makeResults() }

  private static func makeResults() throws -> CheckResults {
    let files = CounterexampleFiles(picture: "a&b.png", replay: "a&b.json")
    let failure = verdict(
      .falsified, property: nasty, reason: nasty, counterexample: try counterexample(className: nasty))
    var generated = ResultRecord(
      property: "forAll", outcome: .unreliable, headline: "flaky", details: ["why"], cases: 1, failures: 1, seed: 0,
      seconds: 1.25)
    generated.suite = nasty
    generated.doubts = [Doubt(.gradientsAreNotZero, nasty)]
    generated.test = "a]]>b"
    return CheckResults(
      title: nasty,
      records: [
        ResultRecord(verdict(.holds)), ResultRecord(failure, files: files),
        ResultRecord(verdict(.undecided, estimate: nil)), generated,
      ])
  }
}

import AssayCheck

/// What the traits around a test ask of its checks; `nil` leaves a setting at its default.
struct CheckSettings: Sendable {
  /// The settings of the running test: those of its suites, from the outermost, and then its own.
  @TaskLocal static var current = CheckSettings()

  var seed: UInt64?
  var cases: Int?
  var confidence: Double?
  var budget: Duration?
  var allowsUndecided = false
  /// Whether the cases of a `check` are dealt to processes, rather than the check as a whole.
  var splitsCases = false
  /// The checks that share one error with this test's.
  var family: CheckFamily?
  /// The word of the only case that a `forAll` is to run.
  var replay: String?
  /// The doubts that a `forAll` does not raise.
  var suppressed: Set<HealthCheck> = []
  /// Whether this is a trial of a `forAll`, whose failures are counted and not reported one by one.
  var isTrial = false
}

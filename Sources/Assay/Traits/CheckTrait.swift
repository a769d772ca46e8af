import Testing

/// A setting of the checks of a test, or of all tests in a suite; the innermost wins.
///
///     @Suite(.seed(2026), .budget(.seconds(30)))
///     struct DigitRobustness {
///       @Test(.cases(100), .confidence(0.99)) func staysAccurate() async throws { … }
///     }
///
/// A value out of range is an issue of each check that it applies to.
public struct CheckTrait: SuiteTrait, TestTrait, TestScoping {
  private let change: @Sendable (inout CheckSettings) -> Void

  init(_ change: @escaping @Sendable (inout CheckSettings) -> Void) {
    self.change = change
  }

  /// Always `true`: a setting of a suite is one of the suites and tests inside.
  public var isRecursive: Bool { true }

  /// Runs a test with the setting.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    var settings = CheckSettings.current
    change(&settings)
    try await CheckSettings.$current.withValue(settings) { try await function() }
  }
}

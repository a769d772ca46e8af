import AssayCheck
import Testing

extension Trait where Self == CheckTrait {
  /// Lets each `forAll` of the test run one case alone: the word is printed with every failure.
  ///
  ///     @Test(.replay("1.AgfqCAA…")) func brighteningKeepsTheAnswer() async throws { … }
  ///
  /// The values are printed on standard error, and a failure is reported as it is, not reduced. A word that is damaged, of
  /// another version or of another generator is an issue; a case that holds now is a warning, so that no test is left with
  /// one case. Of a parameterised test only the arguments that the word was printed for run.
  public static func replay(_ word: String) -> CheckTrait { CheckTrait { $0.replay = word } }

  /// Silences health checks of a `forAll`, as `.suppress(.filterTooMuch)`, where what they doubt is meant.
  public static func suppress(_ checks: HealthCheck...) -> CheckTrait {
    CheckTrait { $0.suppressed.formUnion(checks) }
  }
}

import Testing

extension Trait where Self == CheckTrait {
  /// Fixes the seed of random numbers; without it a test's seed follows from its name.
  ///
  /// The environment wins: `ASSAY_SEED=7` sets another seed, `ASSAY_SEED=random` draws one and prints it with failures.
  public static func seed(_ seed: UInt64) -> CheckTrait { CheckTrait { $0.seed = seed } }

  /// Sets how many cases a `check` may use at most (all of the data set by default) and a `forAll` draws (100).
  ///
  /// At least 1.
  public static func cases(_ count: Int) -> CheckTrait { CheckTrait { $0.cases = count } }

  /// Sets how certain a `check` must be of its verdict, above 0.5 and below 1; 0.999 by default.
  public static func confidence(_ confidence: Double) -> CheckTrait { CheckTrait { $0.confidence = confidence } }

  /// Sets the time after which a check that is not decided ends as undecided, as `.budget(.seconds(5))`; none by default.
  ///
  /// Counted from when the check gets the machine's cores. Reducing a failure has a budget of its own.
  public static func budget(_ duration: Duration) -> CheckTrait { CheckTrait { $0.budget = duration } }

  /// Lets checks pass that end undecided: for exploring under a small budget. By default that is an issue.
  public static var allowsUndecided: CheckTrait { CheckTrait { $0.allowsUndecided = true } }
}
